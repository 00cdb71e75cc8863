"""Long help texts, read only when they are asked for."""

from __future__ import annotations

ANSWERS = """\
outcomes:
  done    it was done, or it has taken effect: the job goes on
  failed  it was not, or it has failed. On a manual action that action fails: an unplanned
          failover goes on and ends PartiallySucceeded, a planned one stops
  skip    pass it over: the task counts as skipped and the job goes on
  retry   do it once more; offered only where the outcome of a step is unknown, and where an
          encryption key must be given again: with --encryption-key FILE, which then serves
          the whole job

Each task says which of them it takes: drconsole jobs JOB. What you answer is in the journal with
your name and the comment.
"""

INSTRUCT = """\
Run it in a second terminal, as the same user. Without an option it opens the instructor's screen;
with --json it prints how the exercise stands. Each option is one act. The trainee sees what comes of
it and not who did it, but for --message; the debrief tells all of it.

  drconsole train instruct --inject 'source-returns item=shop-db'
  drconsole train instruct --inject 'step-fails item=shop-web step=VmFailover code=28031 after=2m'
  drconsole train instruct --freeze
  drconsole train instruct --jump 30m
  drconsole train instruct --snapshot before-commit
  drconsole train instruct --back before-commit
"""
