"""What would each side of a partnership give the other, and who gains nothing?"""
