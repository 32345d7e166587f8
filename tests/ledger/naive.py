"""RFC 6962 section 2.1 word for word, over lists of leaf hashes: slow, and plain enough to be right."""

from hashlib import sha256


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def head(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(head(leaves[:k]), head(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), head(leaves[k:])]
    return [*path(m - k, leaves[k:]), head(leaves[:k])]


def proof(m, leaves):
    return subproof(m, leaves, True) if 0 < m < len(leaves) else []


def subproof(m, leaves, known):
    if m == len(leaves):
        return [] if known else [head(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known), head(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), head(leaves[:k])]


def leads_to(leaf, m, n, hashes):
    """The head that an audit path leads to, from the tree's top down, or None where the path has another length."""
    if n == 1:
        return None if hashes else leaf
    if not hashes:
        return None
    k = split(n)
    *rest, last = hashes
    if m < k:
        left = leads_to(leaf, m, k, rest)
        return left and node(left, last)
    right = leads_to(leaf, m - k, n - k, rest)
    return right and node(last, right)


def begins(m, n, known, first, hashes):
    """The heads of both trees that a consistency proof leads to, or None where it has another length."""
    if m == n:
        if known:
            return None if hashes else (first, first)
        return (hashes[0], hashes[0]) if len(hashes) == 1 else None
    if not hashes:
        return None
    k = split(n)
    *rest, last = hashes
    if m <= k:
        both = begins(m, k, known, first, rest)
        return both and (both[0], node(both[1], last))
    both = begins(m - k, n - k, False, first, rest)
    return both and (node(last, both[0]), node(last, both[1]))
