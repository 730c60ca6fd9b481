"""What the team and the client say to each other: whose turn it is, what was asked, told, approved and announced."""
