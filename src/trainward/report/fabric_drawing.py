"""The reference architecture of a room as a drawing: servers, their rails, and the switches above them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from trainward.records.plan import Room, Tier
from trainward.report.plan_numbers import KILOWATTS, counted, figure, most
from trainward.report.plan_wording import clean

WIDTH: Final = 960.0
WHOLE: Final = 8
"""Switches or servers of a tier that are all drawn; of more, the first and the last."""

_LEFT: Final = 168.0
_RIGHT: Final = 786.0
_TOP: Final = 14.0
_SWITCH: Final = (58.0, 32.0)
_SERVER: Final = (104.0, 66.0)
_STEP: Final = 116.0  # from a tier to the next
_FIRST: Final = 4  # drawn at the front of a row that is cut
_LAST: Final = 2  # drawn at its end
_PORTS: Final = 8  # drawn on a server
_GAP: Final = 44.0  # over which lines to what is left out are spread
_NAME: Final = 22  # characters of a name

_INK: Final = "currentColor"
_SOFT: Final = "var(--soft, #55606e)"
_LINE: Final = "var(--line, #9aa4b0)"
_CARD: Final = "var(--card, #ffffff)"
_ACCENT: Final = "var(--bar, #2f7ed8)"


@dataclass(frozen=True, slots=True)
class _Box:
    """A switch or server: its place in the tier from 0, and where its middle and its upper edge are drawn."""

    place: int
    x: float
    y: float


def fabric_drawing(room: Room) -> str:
    """Return an SVG of servers, rails, and leaf, spine and core switches with their counts, cables, speed and racks.

    Tiers are drawn from the servers upwards; long rows are cut to their first and last members. Colours follow the
    page it stands in, and the colour of the text where it stands alone.
    """
    tiers = room.fabric.tiers
    height = _TOP + _STEP * len(tiers) + _SERVER[1] + 76
    body = "\n".join(_all_parts(room))
    return (
        f'<svg class="fabric" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" role="img" '
        f'font-size="14" font-family="inherit" fill="{_INK}">\n<title>{escape(_summary(room))}</title>\n{body}\n</svg>'
    )


def _summary(room: Room) -> str:
    above = "".join(f", {counted(tier.switches, f'{tier.name} switch')}" for tier in room.fabric.tiers)
    return f"{counted(room.servers, 'server')} {clean(room.server.name)}{above}"


def _all_parts(room: Room) -> Iterator[str]:
    """Yield lines first, so that boxes lie on them."""
    tiers = room.fabric.tiers
    servers = _row(room.servers, _server_top(room), _SERVER[0])
    rows = [_row(tier.switches, _tier_top(room, number), _SWITCH[0]) for number, tier in enumerate(tiers)]
    if rows:
        yield from _rails(room, servers, rows[0])
    for lower, upper in pairwise(rows):
        yield from _mesh(lower, upper)
    for number, (tier, row) in enumerate(zip(tiers, rows, strict=True)):
        yield from _tier(room, number, tier, row)
    yield from _servers(room, servers)


def _server_top(room: Room) -> float:
    return _TOP + _STEP * len(room.fabric.tiers)


def _tier_top(room: Room, number: int) -> float:
    return _TOP + _STEP * (len(room.fabric.tiers) - 1 - number)


def _row(count: int, y: float, width: float) -> tuple[_Box, ...]:
    """Return the boxes of a row; where it is cut, a gap as wide as a box stands for what is left out."""
    most = min(WHOLE, int((_RIGHT - _LEFT + 12) // (width + 12)))
    if count <= most:
        slots = list(range(count))
        places, total = slots, count
    else:
        first = min(_FIRST, most - 1 - _LAST) if most > _LAST + 1 else 1
        places = [*range(first), *range(count - min(_LAST, most - 1 - first), count)]
        slots = [*range(first), *range(first + 1, len(places) + 1)]
        total = len(places) + 1
    pitch = min(width + 40, (_RIGHT - _LEFT) / max(total, 1))
    start = (_LEFT + _RIGHT) / 2 - pitch * (total - 1) / 2
    return tuple(_Box(place, start + pitch * slot, y) for place, slot in zip(places, slots, strict=True))


def _gap(row: Sequence[_Box]) -> float | None:
    """Return where a row is cut, or None where it is whole."""
    for one, other in pairwise(row):
        if other.place > one.place + 1:
            return (one.x + other.x) / 2
    return None


def _rails(room: Room, servers: Sequence[_Box], leaves: Sequence[_Box]) -> Iterator[str]:
    """Yield a line from each port to its leaf: the first rail stands out, lines to leaves left out end in the gap."""
    rails = max(1, room.fabric.rails)
    ports = min(_PORTS, rails)
    switches = room.fabric.tiers[0].switches
    groups = max(1, -(-switches // rails))
    drawn = {one.place: one.x for one in leaves}
    gap = _gap(leaves)
    for rail in reversed(range(ports)):
        for server in servers:
            group = min(groups - 1, server.place * groups // max(1, room.servers))
            leaf = group * rails + rail * min(rails, switches - group * rails) // ports
            # towards leaves that are left out, side by side
            end = drawn.get(leaf, gap + _GAP * (rail / ports - 0.5) if gap is not None else None)
            if end is not None:
                start = _port(server, rail, ports)
                yield _wire((start, server.y), (end, leaves[0].y + _SWITCH[1]), marked=rail == 0)


def _port(server: _Box, rail: int, ports: int) -> float:
    width = _SERVER[0] - 20
    return server.x - width / 2 + width * (rail + 0.5) / ports


def _mesh(lower: Sequence[_Box], upper: Sequence[_Box]) -> Iterator[str]:
    for one in lower:
        for other in upper:
            yield _wire((one.x, one.y), (other.x, other.y + _SWITCH[1]), marked=False)


def _wire(start: tuple[float, float], end: tuple[float, float], *, marked: bool) -> str:
    plain = f'stroke="{_SOFT}" stroke-opacity="0.4" stroke-width="1"'
    look = f'stroke="{_ACCENT}" stroke-width="1.6"' if marked else plain
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" {look}/>'


def _tier(room: Room, number: int, tier: Tier, row: Sequence[_Box]) -> Iterator[str]:
    """Yield the switches of a tier, its name and number on the left, and on the right its cables downwards."""
    y = _tier_top(room, number)
    gbps = room.fabric.switch.gbps
    for one in row:
        yield _frame(one, _SWITCH)
        yield _text((one.x, y + 21), f"{one.place + 1:,}", "middle")
    yield from _dots(row, y + _SWITCH[1] / 2)
    yield _text((0, y + 14), clean(tier.name), bold=True)
    yield _text((0, y + 32), counted(tier.switches, "switch"), soft=True)
    middle = y + _SWITCH[1] + (_STEP - _SWITCH[1]) / 2
    yield _text((WIDTH, middle - 3), counted(tier.cables, "cable"), "end")
    yield _text((WIDTH, middle + 15), f"of {gbps:g} Gb/s", "end", soft=True)


def _servers(room: Room, row: Sequence[_Box]) -> Iterator[str]:
    y = _server_top(room)
    ports = min(_PORTS, max(1, room.fabric.rails)) if room.fabric.tiers else 0
    for one in row:
        yield _frame(one, _SERVER)
        for rail in range(ports):
            colour = _ACCENT if rail == 0 else _SOFT
            yield f'<rect x="{_port(one, rail, ports) - 3:.1f}" y="{y - 3:g}" width="6" height="6" fill="{colour}"/>'
        yield _text((one.x, y + 29), f"{one.place + 1:,}", "middle", bold=True)
        yield _text((one.x, y + 49), counted(room.server.gpus, "GPU"), "middle", soft=True)
    yield from _dots(row, y + _SERVER[1] / 2)
    yield _text((0, y + 26), "servers", bold=True)
    yield _text((0, y + 44), f"{room.servers:,} {_short(room.server.name)}", soft=True)
    if room.spare_servers:
        yield _text((0, y + 62), f"and {room.spare_servers:,} spare", soft=True)
    yield from _racks(room, y + _SERVER[1])


def _racks(room: Room, y: float) -> Iterator[str]:
    """Yield what stands below the servers: how they fill racks, and what the marked line means."""
    shared = most(room.servers_per_rack, "server")
    rack = f"{counted(room.racks, 'rack')}: {shared} and {figure(room.kilowatts_per_rack, KILOWATTS)} a rack"
    yield f'<path d="M{_LEFT:g} {y + 12:g} v8 H{_RIGHT:g} v-8" fill="none" stroke="{_LINE}"/>'
    yield _text(((_LEFT + _RIGHT) / 2, y + 41), f"{rack}, cooled by {clean(room.cooling)}", "middle")
    rails = room.fabric.rails
    if room.fabric.tiers and rails > 1:
        told = f"blue: the first of {counted(rails, 'rail')}"
        told += ", one leaf for all servers of a group" if room.fabric.tiers[0].switches >= rails else ""
        yield _text(((_LEFT + _RIGHT) / 2, y + 62), told, "middle", soft=True)
    elif not room.fabric.tiers:
        yield _text(((_LEFT + _RIGHT) / 2, y + 62), "no network is needed between servers", "middle", soft=True)


def _frame(box: _Box, size: tuple[float, float]) -> str:
    width, height = size
    return (
        f'<rect x="{box.x - width / 2:.1f}" y="{box.y:g}" width="{width:g}" height="{height:g}" rx="6" '
        f'fill="{_CARD}" stroke="{_SOFT}"/>'
    )


def _dots(row: Sequence[_Box], y: float) -> Iterator[str]:
    x = _gap(row)
    if x is not None:
        yield "".join(f'<circle cx="{x + step:.1f}" cy="{y:g}" r="2.6" fill="{_SOFT}"/>' for step in (-11, 0, 11))


def _text(
    place: tuple[float, float], words: str, anchor: str = "start", *, bold: bool = False, soft: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    colour = f' fill="{_SOFT}"' if soft else ""
    return f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="{anchor}"{weight}{colour}>{escape(words)}</text>'


def _short(name: str) -> str:
    name = clean(name)
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
