"""Persons by Faker, as CSV: persons_faker.py ROWS FILE"""

import csv
import sys

from faker import Faker

rows, path = int(sys.argv[1]), sys.argv[2]
faker = Faker("en_US")
faker.seed_instance(42)
with open(path, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", "name", "email", "address", "phone"])
    for i in range(rows):
        writer.writerow([i + 1, faker.name(), faker.email(), faker.address().replace("\n", ", "), faker.phone_number()])
