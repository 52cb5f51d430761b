"""A recorded history of appends and reads by many clients, judged afterwards."""
