"""Actions of the plan ``crew`` as its document says them."""

from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "fixtures" / "scripts" / "note-failover.py"

MANUAL = """        post:
          - {name: look at the tills, manual: Look whether the tills work.}"""

SCRIPT_AND_MANUAL = f"""        pre:
          - {{name: note, script: {SCRIPT}}}
{MANUAL}"""
