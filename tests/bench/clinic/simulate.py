#!/usr/bin/python3
"""Plays a clinic and writes what it leaves: simulate.py SEED FOLDER [--days N] [--patients N] [--misuse N] [--story NAME]...
The same seed writes the same bytes. Which stories are played is drawn by the seed; --story plays the named ones alone."""

import argparse
import random
import sys

sys.dont_write_bytecode = True
import care
import evasive, innocents, misuse_harm, misuse_known, misuse_login, misuse_volume  # they register their stories
import tables
from story import BOOK, CannotCast
from world import World


def stage(world, kind, count, cast, names):
    """Plays stories of the kind, in the order of `names`, until there are `count` of them; what cannot be cast is passed over."""
    for name in names:
        if name not in BOOK[kind] or sum(1 for scene in world.stories if scene.kind == kind) >= count:
            continue
        free, lines, rows = set(cast), len(world.log.lines), len(world.rows)
        try:
            world.stories.append(BOOK[kind][name](world, cast))
        except CannotCast:
            cast.intersection_update(free)
            del world.log.lines[lines:], world.rows[rows:]


def in_turn(kind, seed):
    """All stories of the kind in the seed's own order. Seven seeds that follow each other begin with different ones, so that twenty show all."""
    turn, place = divmod(int(seed), 7) if str(seed).isdigit() else (seed, 0)
    order = random.Random(f"{turn} {kind}").sample(sorted(BOOK[kind]), len(BOOK[kind]))
    first = len(order) * place // 7
    return order[first:] + order[:first]


def simulate(seed, folder, days=120, patients=2500, misuse=8, innocent=6, only=()):
    world, cast = World(seed, days, patients), set()
    rng = random.Random(f"{seed} stories")
    if only:
        for kind in BOOK:
            stage(world, kind, len(only), cast, only)
    else:
        drawn = {kind: in_turn(kind, seed) for kind in BOOK}
        evasions = rng.choice((1, 2))
        stage(world, "look-alike", innocent // 3, cast, drawn["look-alike"])
        stage(world, "evasive", evasions, cast, drawn["evasive"])
        stage(world, "misuse", misuse - evasions, cast, drawn["misuse"])
        stage(world, "look-alike", innocent, cast, drawn["look-alike"][innocent // 3:])
    care.play(world)
    tables.write(world, folder)
    return world


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed")
    parser.add_argument("folder")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--patients", type=int, default=2500)
    parser.add_argument("--misuse", type=int, default=8)
    parser.add_argument("--innocent", type=int, default=6)
    parser.add_argument("--story", action="append", default=[])
    args = parser.parse_args()
    for name in args.story:
        if not any(name in book for book in BOOK.values()):
            parser.error(f"there is no story '{name}'; there are: {', '.join(n for book in BOOK.values() for n in book)}")
    world = simulate(args.seed, args.folder, args.days, args.patients, args.misuse, args.innocent, tuple(args.story))
    print(f"{args.folder}: {len(world.log.lines)} events, {len(world.rows)} encounters; " + ", ".join(scene.name for scene in world.stories))


if __name__ == "__main__":
    main()
