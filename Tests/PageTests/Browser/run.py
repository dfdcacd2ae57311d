#!/usr/bin/env python3
"""Runs the pages' scenarios in real browsers: run.py [--browser NAME] [SCENARIO…]

`relay` is taken from PATH. Prints each scenario, and at the end how many passed and failed.
"""

import argparse
import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import browsers
import scenario
import scenarios_attacks  # noqa: F401
import scenarios_client  # noqa: F401
import scenarios_looks  # noqa: F401
import scenarios_report  # noqa: F401
import scenarios_values  # noqa: F401
from ledger import Stage
from page import Failure


def play(one, browser, client_page):
    """Plays a scenario; gives back what went wrong, or None."""
    with Stage() as stage:
        browser.forget_downloads()
        room = scenario.Room(browser, stage, client_page)
        try:
            one.function(room)
            room.finish()
            return None
        except Failure as failure:
            return str(failure)
        except Exception:
            return traceback.format_exc()
        finally:
            room.close()


def play_all(chosen, kind, client_page):
    """Plays what a browser can; gives back whether each has passed."""
    outcomes = []
    # One browser for all that want it in the same light.
    for dark, scripts in ((False, True), (True, True), (False, False)):
        group = [one for one in chosen
                 if kind.name in one.browsers and (one.dark, one.scripts) == (dark, scripts)]
        if not group:
            continue
        with kind(dark=dark, scripts=scripts) as browser:
            for one in group:
                start = time.monotonic()
                problem = play(one, browser, client_page)
                took = time.monotonic() - start
                outcomes.append(problem is None)
                said = (f"ok      {kind.name:8} {one.name} ({took:.1f} s)" if problem is None
                        else f"FAILED  {kind.name:8} {one.name}: {problem}")
                print(said, flush=True)
    return outcomes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--browser", choices=sorted(browsers.ALL))
    parser.add_argument("scenarios", nargs="*")
    arguments = parser.parse_args()
    names = [one.name for one in scenario.ALL]
    unknown = [name for name in arguments.scenarios if name not in names]
    if unknown:
        parser.error(f"no scenario {unknown[0]}; there are: {', '.join(names)}")
    chosen = [one for one in scenario.ALL if not arguments.scenarios or one.name in arguments.scenarios]
    with Stage() as shared:
        client_page = scenario.write_client_page(shared.folder)
        kinds = [kind for name, kind in browsers.ALL.items() if arguments.browser in (None, name)]
        # Each browser leaves most of a core to the other.
        with ThreadPoolExecutor(len(kinds)) as pool:
            outcomes = [outcome for part in pool.map(
                lambda kind: play_all(chosen, kind, client_page), kinds) for outcome in part]
    passed = sum(outcomes)
    failed = len(outcomes) - passed
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
