"""What does an organisation need, who meets it, and which few partners cover it together?"""
