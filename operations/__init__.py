"""The service itself: backups, standbys and drills, as those who keep it running see them. It has no tables of its own."""
