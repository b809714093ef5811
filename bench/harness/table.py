"""The measurements as a Markdown table."""

import statistics

from .process import ratios

COLUMNS = ["work", "system", "wall s", "CPU s", "peak MiB", "M rows/s", "M cells/s", "MB/s", "ours is faster", "goal"]


def head():
    return f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def lines(bench, sides, measured):
    ours, *others = measured
    rows = [line(bench.work, ours)]
    for peer in others:
        if not peer.side.rows:
            rows.append(line("", peer))
            continue
        pairs = faster(ours, peer)
        goal = bench.goals.get(peer.side.system, "")
        reached = not goal or statistics.median(pairs) >= float(goal.removesuffix("x"))
        ratio = f"{statistics.median(pairs):.2f}x ({min(pairs):.2f} to {max(pairs):.2f})"
        rows.append(line("", peer, ratio, goal if reached else f"**{goal}**"))
    return "\n".join(rows)


def line(work, one, ratio="", goal=""):
    wall = one.median("wall")
    counted = one.side.rows >= 10_000
    cells = [
        work,
        one.side.system,
        f"{wall:.2f}" if wall >= 0.1 else f"{wall:.3f}",
        f"{one.median('cpu'):.2f}",
        f"{one.median('peak') / 2**20:.0f}",
        f"{one.side.rows / wall / 1e6:.2f}" if counted else "",
        f"{one.side.cells / wall / 1e6:.1f}" if counted else "",
        f"{one.median('bytes') / wall / 1e6:.0f}" if counted else "",
        ratio,
        goal,
    ]
    return f"| {' | '.join(cells)} |"


def faster(ours, peer):
    """How many times as many rows ours makes in the same time, pair by pair."""
    per_row = ours.side.rows / peer.side.rows
    return [ratio * per_row for ratio in ratios(ours, peer)]
