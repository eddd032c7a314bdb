"""`python -m benchmarks [FIRMS …]`: every measurement at each size (default 3,400 and 100,000 firms)."""

from __future__ import annotations

import sys

from benchmarks import assessing, counting


def main() -> int:
    """Print one line a measurement; 1 where a goal is missed."""
    sizes = [int(word) for word in sys.argv[1:]] or [3_400, 100_000]
    ratios = [ratio for firms in sizes for part in (counting, assessing) for ratio in part.run(firms)]
    print(f"{'processor time, ours / by hand':<58}  lower median  upper")
    for ratio in ratios:
        print(ratio)
    return 0 if all(ratio.is_met for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
