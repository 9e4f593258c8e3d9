import os
import sys

from scripts.steps import Step, run_shown, run_steps


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_steps_report_in_their_own_order_whichever_ends_first(capsys):
    steps = [
        Step("slow", python("import time; time.sleep(0.5)")),
        Step("quick", python("print('не видно')")),
    ]
    outcomes = run_steps(steps, os.environ, side_by_side=2)
    assert [(outcome.name, outcome.code) for outcome in outcomes] == [("slow", 0), ("quick", 0)]
    assert "не видно" not in capsys.readouterr().out


def test_output_of_a_failed_step_is_shown(capsys):
    (outcome,) = run_steps(
        [Step("bad", python("print('причина'); raise SystemExit(3)"))], os.environ, side_by_side=1
    )
    assert outcome.code == 3
    assert "FAILED (3)" in outcome.line
    assert "причина" in capsys.readouterr().out


def test_shown_step_passes_every_line_on(capsys):
    lines = []
    step = Step("suite", python("print('первая'); print('== 3 passed in 1.0s ==')"))
    outcome = run_shown(step, os.environ, lines.append)
    assert (outcome.code, lines) == (0, ["первая\n", "== 3 passed in 1.0s ==\n"])
    assert "== 3 passed in 1.0s ==" in capsys.readouterr().out
