# Calls that are known: for python-functions.stp.
def leaf(n):
    return n


def branch(n):
    return leaf(n) + leaf(-n)


def tree():
    for i in range(3):
        branch(i)


tree()
