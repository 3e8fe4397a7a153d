"""What changes if a partner, a capability or a tie comes or goes?"""
