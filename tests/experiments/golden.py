"""Writes golden.json anew: what scipy says of the counts below.

Run `python3 tests/experiments/golden.py`. It makes itself a virtual environment with the pinned scipy. The collector's own
figures are compared with the file by `cargo test -p hoofprint-collector statistics`.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

SCIPY = "1.17.1"
HERE = Path(__file__).resolve().parent

# Of each variant how many were exposed, and how many of them converted; the first is the control.
CASES = [
    [[0, 0], [0, 0]],
    [[1, 0], [1, 1]],
    [[10, 0], [10, 0]],
    [[10, 10], [10, 10]],
    [[10, 3], [12, 6]],
    [[100, 10], [100, 16]],
    [[100, 10], [0, 0]],
    [[1000, 100], [1000, 130]],
    [[1000, 0], [1000, 3]],
    [[1000, 1000], [1000, 990]],
    [[5000, 37], [4900, 52], [5100, 41]],
    [[12345, 678], [12301, 702], [12399, 699], [12280, 650]],
    [[20, 5], [200000, 50000]],
    [[20, 5], [200000, 50000], [2000, 520]],
    [[100000, 5000], [100000, 5120]],
    [[100000, 1], [100000, 2]],
    [[1000000, 0], [1000000, 1]],
    [[1000000, 50000], [1000000, 50300]],
    [[1000000, 500000], [1000000, 500900]],
    [[10, 1], [10000, 9000]],
    [[3, 1], [3, 1], [3, 1], [3, 1], [3, 1]],
    [[40, 4], [41, 5], [39, 6], [42, 7], [38, 3], [40, 8], [43, 2], [37, 6]],
]


def with_scipy():
    """Goes on with the pinned scipy, wherever this was started."""
    try:
        import scipy

        if scipy.__version__ == SCIPY:
            return
    except ImportError:
        pass
    with tempfile.TemporaryDirectory() as directory:
        print(f"installing scipy {SCIPY} into {directory}")
        venv.create(directory, with_pip=True)
        python = os.path.join(directory, "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"scipy=={SCIPY}"], check=True)
        sys.exit(subprocess.run([python, __file__], check=False).returncode)


def best(rates, at):
    """The probability that the variant `at` has the highest rate."""
    import numpy
    from scipy.integrate import quad

    others = [rate for place, rate in enumerate(rates) if place != at]

    def integrand(x):
        return rates[at].pdf(x) * numpy.prod([other.cdf(x) for other in others])

    # In pieces, so that no narrow peak is missed.
    inner = [1e-13, 1e-9, 1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 1 - 1e-3, 1 - 1e-6, 1 - 1e-9, 1 - 1e-13]
    ends = sorted({0.0, 1.0, *(float(rate.ppf(p)) for rate in rates for p in inner)})
    return sum(quad(integrand, low, high, epsabs=1e-14, epsrel=1e-10, limit=200)[0] for low, high in zip(ends, ends[1:]))


def case(counts):
    from scipy.stats import beta

    rates = [beta(converted + 1, exposed - converted + 1) for exposed, converted in counts]
    (exposed, converted), *_ = counts
    # The expectation of 1 / X for the control's X.
    inverse = (exposed + 1) / converted if converted > 0 else None
    return {
        "counts": counts,
        "intervals": [[float(rate.ppf(0.025)), float(rate.ppf(0.975))] for rate in rates],
        "chances": [best(rates, at) for at in range(len(rates))],
        "lifts": [
            None if at == 0 or inverse is None else float(rate.mean() * inverse - 1) for at, rate in enumerate(rates)
        ],
    }


if __name__ == "__main__":
    with_scipy()
    lines = ",\n".join(json.dumps(case(counts)) for counts in CASES)
    (HERE / "golden.json").write_text(f"[\n{lines}\n]\n")
    print(f"wrote {len(CASES)} cases")
