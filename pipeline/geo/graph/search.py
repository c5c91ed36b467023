"""Least cost from many seeds to every node, for graphs that are searched a few times only.

Dijkstra with buckets in place of a heap. A bucket holds the nodes whose costs lie within one
width; it is worked through in rounds until nothing in it gets better, so arcs shorter than the
width, of no length too, are exact. A round runs in batches, in steps without dependence between
nodes: the processor then fetches many of them at once. Nodes next to each other on the ground
should have numbers next to each other (`morton_order`): with a million that halves the time.

Buckets of one window of costs stand side by side; what lies beyond waits in piles, one for each
highest bit in which its window differs from the present one, and moves at most once a bit (the
radix heap of Ahuja, Mehlhorn, Orlin, Tarjan 1990). So their number does not grow with the costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.geo.graph.arcs import LABEL_BITS, NEVER, NEVER_KEY, Costs, Int32s, Keys
from pipeline.geo.kernels import inner, kernel

if TYPE_CHECKING:
    from pipeline.geo.graph.arcs import Graph

Nodes = npt.NDArray[np.uint32]

WINDOW_BITS = 10
WINDOW = 2**WINDOW_BITS
"""Buckets that stand side by side."""
PRESENT = WINDOW + 33
"""Slot of the nodes of the present round; before it the piles, by the number of bits."""
FREE, EVER_USED, IN_USE = range(3)
BATCH = 128
LEAST_WIDTH_BITS = 4
"""With it, fewer than 2**27 empty buckets are ever passed, in less than a tenth of a second."""
SAMPLE = 4096
NODE = np.uint64(2**LABEL_BITS - 1)
COST = np.uint64(NODE << LABEL_BITS)
ONE = np.uint64(1)


class _Queue(NamedTuple):
    """Entries of nodes in linked lists; an entry is stale once its node has a lesser key."""

    top: Int32s
    """First entry of each slot; -1 for none."""
    below: Int32s
    """Next entry of the same slot, or of those that are free."""
    node: Nodes
    key: Keys
    entries: Int32s
    """The first that is free, or -1; how many have ever been in use; how many are now."""
    bucket: Keys
    """The present bucket; and how far keys are shifted to give their bucket."""


class _Batch(NamedTuple):
    """Nodes to go on from, their keys and arcs; and what their arcs reach."""

    node: Nodes
    key: Keys
    first: Int32s
    last: Int32s
    reached: Nodes
    reached_key: Keys


def search(of: Graph, cost: Costs, start_node: npt.ArrayLike, start_key: npt.ArrayLike) -> Keys:
    """Least key of each node: the least cost, and of equal costs the least label.

    A key is a cost with a label in its lower 32 bits; a way keeps the label that it starts with.
    Nodes that cannot be reached have `NEVER_KEY`; so have those at a cost of `NEVER` or more, and
    starts of such a cost are none. Exact; which bucket holds what makes no difference. Memory: at
    most 40 bytes a node and 36 an arc, whatever the costs.

    Parameters
    ----------
    of
        Arcs by tail. Number the nodes along a curve first.
    cost
        Cost of each arc; `NEVER` or more closes it.
    start_node, start_key
        Where ways start, and with which key. One node may have several.
    """
    cost = np.ascontiguousarray(cost, np.uint32)
    nodes, keys = np.asarray(start_node, np.uint32), np.asarray(start_key, np.uint64)
    return _search(of.first, _in_order(of.head, of.arc, cost), nodes, keys, _width_bits(cost))


def _width_bits(cost: Costs) -> int:
    """Return the bits of a bucket's width: about a quarter of the upper quartile of costs.

    Only the speed hangs on it, and little: narrower buckets are emptier, wider ones take more
    rounds. A sample of the open arcs settles it.
    """
    some = cost[:: len(cost) // SAMPLE + 1]
    some = np.sort(some[(some > 0) & (some < NEVER)])
    quartile = int(some[len(some) * 3 // 4]) if len(some) else 0
    return max(quartile.bit_length() - 3, LEAST_WIDTH_BITS)


@kernel
def _in_order(head: Int32s, arc: Int32s, cost: Costs) -> Keys:
    """Return each arc's cost with its head below it, by tail: one read gives both."""
    arcs = np.empty(len(head), np.uint64)
    for at in range(len(head)):
        arcs[at] = np.uint64(min(cost[arc[at]], NEVER)) << np.uint64(LABEL_BITS) | head[at]
    return arcs


@kernel
def _search(first: Int32s, arcs: Keys, start: Nodes, start_key: Keys, width_bits: int) -> Keys:
    """Return the least key of each node; arcs of no use cost `NEVER`, which no sum undercuts."""
    count = len(first) - 1
    least = np.full(count, np.uint64(NEVER_KEY))
    queue = _empty_queue(2 * count + max(len(arcs), len(start)), width_bits)
    batch = _empty_batch(len(arcs))
    _improve(queue, least, start, start_key, len(start))
    slot = _next_slot(queue)
    while slot >= 0:
        queue.top[PRESENT], queue.top[slot] = queue.top[slot], -1
        while queue.top[PRESENT] >= 0:
            size = _take(queue, least, batch)
            size = _reach(first, arcs, least, batch, size)
            _improve(queue, least, batch.reached, batch.reached_key, size)
        slot = _next_slot(queue)
    return least


@inner
def _empty_queue(room: int, width_bits: int) -> _Queue:
    """Return a queue; memory that is never used is never touched."""
    return _Queue(
        np.full(PRESENT + 1, -1, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.uint32),
        np.empty(room, np.uint64),
        np.array([-1, 0, 0], np.int32),
        np.array([0, LABEL_BITS + width_bits], np.uint64),
    )


@inner
def _empty_batch(arc_count: int) -> _Batch:
    """Return room for a batch; no node is twice in one, so it reaches no more than all arcs."""
    return _Batch(
        np.empty(BATCH, np.uint32),
        np.empty(BATCH, np.uint64),
        np.empty(BATCH, np.int32),
        np.empty(BATCH, np.int32),
        np.empty(arc_count + 1, np.uint32),
        np.empty(arc_count + 1, np.uint64),
    )


@inner
def _improve(queue: _Queue, least: Keys, nodes: Nodes, keys: Keys, size: int) -> None:
    """Give nodes the keys that are less than theirs, and entries in the queue."""
    top, below, node, key, entries, (now, shift) = queue
    if entries[IN_USE] + size > len(key):
        _clear(queue, least)
    free, ever_used, in_use = entries
    for i in range(size):
        if keys[i] >= least[nodes[i]]:
            continue
        least[nodes[i]] = keys[i]
        in_use += 1
        if free >= 0:
            entry, free = free, below[free]
        else:
            entry, ever_used = ever_used, ever_used + 1
        node[entry], key[entry] = nodes[i], keys[i]
        slot = _slot(keys[i] >> shift, now)
        below[entry], top[slot] = top[slot], entry
    entries[FREE], entries[EVER_USED], entries[IN_USE] = free, ever_used, in_use


@inner
def _slot(bucket: np.uint64, now: np.uint64) -> np.int64:
    """Return the slot of a bucket: in the present window, or the pile of its highest other bit."""
    apart = (bucket ^ now) >> np.uint64(WINDOW_BITS)
    if apart == 0:
        return np.int64(bucket & np.uint64(WINDOW - 1))
    slot = np.int64(WINDOW)
    while apart > 0:
        apart >>= ONE
        slot += 1
    return slot


@inner
def _clear(queue: _Queue, least: Keys) -> None:
    """Free all stale entries; a node has at most one that is not."""
    top, below, entries = queue.top, queue.below, queue.entries
    for slot in range(len(top)):
        entry = top[slot]
        top[slot] = -1
        while entry >= 0:
            after = below[entry]
            if queue.key[entry] == least[queue.node[entry]]:
                below[entry], top[slot] = top[slot], entry
            else:
                below[entry], entries[FREE] = entries[FREE], entry
                entries[IN_USE] -= 1
            entry = after


@inner
def _next_slot(queue: _Queue) -> int:
    """Return the next bucket that has entries, in a later window where need be; -1 at the end."""
    slot = _slot_in_window(queue)
    pile = WINDOW
    while slot < 0 and pile < PRESENT - 1:
        pile += 1
        if queue.top[pile] >= 0:
            _open_pile(queue, pile)
            slot = _slot_in_window(queue)
    return slot


@inner
def _slot_in_window(queue: _Queue) -> int:
    """Return the next bucket of the present window that has entries, now the present one; or -1."""
    top, now = queue.top, np.int64(queue.bucket[0])
    begin = now % WINDOW
    for slot in range(begin, WINDOW):
        if top[slot] >= 0:
            queue.bucket[0] = now - begin + slot
            return slot
    return -1


@inner
def _open_pile(queue: _Queue, pile: int) -> None:
    """Make the least bucket of a pile the present one, and put its entries where they belong."""
    top, below, key, shift = queue.top, queue.below, queue.key, queue.bucket[1]
    entry = first = top[pile]
    top[pile] = -1
    least = key[first]
    while entry >= 0:
        least = min(least, key[entry])
        entry = below[entry]
    queue.bucket[0] = least >> shift
    entry = first
    while entry >= 0:
        after = below[entry]
        slot = _slot(key[entry] >> shift, least >> shift)
        below[entry], top[slot] = top[slot], entry
        entry = after


@inner
def _take(queue: _Queue, least: Keys, batch: _Batch) -> int:
    """Move entries of the present round into a batch and return how many; stale ones go."""
    below, node, key, free = queue.below, queue.node, queue.key, queue.entries[FREE]
    batch_node, batch_key = batch.node, batch.key
    entry = queue.top[PRESENT]
    size = taken = 0
    while entry >= 0 and size < BATCH:
        batch_node[size], batch_key[size] = node[entry], key[entry]
        size += least[node[entry]] == key[entry]
        after = below[entry]
        below[entry], free = free, entry
        entry = after
        taken += 1
    queue.top[PRESENT] = entry
    queue.entries[FREE] = free
    queue.entries[IN_USE] -= taken
    return size


@inner
def _reach(first: Int32s, arcs: Keys, least: Keys, batch: _Batch, size: int) -> int:
    """Fill in what the nodes of a batch reach with a lesser key, and return how many."""
    nodes, keys, begin, end, reached, reached_key = batch
    for i in range(size):
        begin[i], end[i] = first[nodes[i]], first[nodes[i] + ONE]
    count = 0
    for i in range(size):
        for at in range(begin[i], end[i]):
            reached[count] = arcs[at] & NODE
            reached_key[count] = keys[i] + (arcs[at] & COST)
            count += 1
    kept = 0
    for i in range(count):
        node, key = reached[i], reached_key[i]
        reached[kept], reached_key[kept] = node, key
        kept += key < least[node]
    return kept
