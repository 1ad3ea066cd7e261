"""Reports that arrive by themselves: definitions, what is due, one run at a time, what is kept.

``definitions`` reads schedules/*.yaml, ``periods`` and ``slots`` turn "last 7 days" and cron lines into
days, ``runs`` makes one report, ``due`` all that is due, ``state`` remembers, ``analysis.locks`` keeps two
runs apart, ``units`` writes the entries of systemd and cron.

Nothing is imported here, so that ``pressespiegel --help`` answers at once; the short phrase is
``from analysis.schedule.runs import run``.
"""
