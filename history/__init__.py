"""Past years from spreadsheets: uploaded, previewed, confirmed by a second person, booked; reversed by two people."""
