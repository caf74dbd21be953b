"""Reads lines «kind number», answers 1 or 0 for each: does python-stdnum take the number as valid?"""

import sys

from stdnum.ru import inn, ogrn

VALIDATORS = {"inn": inn, "ogrn": ogrn}

for line in sys.stdin:
    kind, _, number = line.rstrip("\n").partition(" ")
    print(1 if VALIDATORS[kind].is_valid(number) else 0)
