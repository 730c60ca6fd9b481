"""Reads Trello boards and comments on their cards.

Requests: ten boards are asked in one when they last moved. A board that moved is read in one more, with the cards and
actions since the last time; a board that was never read in one, and one for each further thousand cards or actions.

What Trello tells of no action is seen by looking again. Labels, lines of checklists and links come with their cards.
Comments that were edited or deleted need the comments themselves: one request brings the newest thousand of the
board, and is sent only when a card that moved has older comments. A comment behind those thousand costs a tenth of a
request for its card, and only when the number of comments is not what it should be or nothing else explains why the
card moved (a label does not: Trello tells of no action for it). It is worth that much, since a client's question that
was taken back or answered by an edit is what the checks look for. One case remains unseen: a comment behind the newest
thousand was edited, and something else happened to its card after that and before the next fetch.

Who is who: Trello knows admins, normal members, observers and guests, but a guest may be a freelancer and a client may
be a full member. So everybody's role is unknown until the config tells it; nothing is concluded from a membership.
"""
