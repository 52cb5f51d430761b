"""Speed, measured as ratios against a baseline in the same run. `make bench` runs every bench_*.py."""
