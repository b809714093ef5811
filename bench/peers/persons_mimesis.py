"""Persons by Mimesis, as CSV: persons_mimesis.py ROWS FILE"""

import csv
import sys

from mimesis import Generic
from mimesis.locales import Locale

rows, path = int(sys.argv[1]), sys.argv[2]
generic = Generic(Locale.EN, seed=42)
person, address = generic.person, generic.address
with open(path, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", "name", "email", "address", "phone"])
    for i in range(rows):
        place = f"{address.address()}, {address.city()}, {address.state(abbr=True)} {address.zip_code()}"
        writer.writerow([i + 1, person.full_name(), person.email(), place, person.phone_number()])
