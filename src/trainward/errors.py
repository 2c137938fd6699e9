"""The exceptions of Trainward; each class is one thing the caller can do about it.

TrainwardError
├── UsageError          the command or call is wrong: correct it
│   ├── ScriptNotFound  the script to run does not exist
│   ├── RunNotFound     no stored run has this id or path
│   ├── RuleNotFound    no rule has this name or code
│   ├── CauseNotFound   no cause has this name
│   └── PlanError       a plan is asked for that cannot be answered as it stands
├── StoreError          a run folder or database cannot be read or written
├── SignalError         a signal cannot be computed from what it was given
├── LogError            a log cannot be read
└── PageError           a rule's page does not have the form it must have
"""


class TrainwardError(Exception):
    """Anything that Trainward itself raises."""


class UsageError(TrainwardError):
    """The command or call is wrong: correct it."""


class ScriptNotFound(UsageError):
    """The script to run does not exist."""


class RunNotFound(UsageError):
    """No stored run has this id or path."""


class RuleNotFound(UsageError):
    """No rule has this name or code."""


class CauseNotFound(UsageError):
    """No cause has this name."""


class PlanError(UsageError):
    """A plan is asked for that cannot be answered as it stands: an unknown name, a missing number, a wrong layout."""


class StoreError(TrainwardError):
    """A run folder or database cannot be read or written."""


class SignalError(TrainwardError):
    """A signal cannot be computed from what it was given."""


class LogError(TrainwardError):
    """A log cannot be read: it is missing, empty, forbidden or no text."""


class PageError(TrainwardError):
    """A rule's page does not have the form it must have."""
