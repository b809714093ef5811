//! Persons by the fake crate, as CSV: `persons-fake ROWS FILE`

use std::error::Error;
use std::io::BufWriter;

use fake::Fake;
use fake::faker::address::en::{BuildingNumber, CityName, StateAbbr, StreetName, ZipCode};
use fake::faker::internet::en::FreeEmail;
use fake::faker::name::en::Name;
use fake::faker::phone_number::en::PhoneNumber;
use rand::SeedableRng;
use rand::rngs::SmallRng;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().ok_or("ROWS FILE")?.parse()?;
    let file = std::fs::File::create(arguments.next().ok_or("ROWS FILE")?)?;
    let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 16, file));
    writer.write_record(["id", "name", "email", "address", "phone"])?;
    let mut random = SmallRng::seed_from_u64(42);
    let random = &mut random;
    for i in 1..=rows {
        let name: String = Name().fake_with_rng(random);
        let email: String = FreeEmail().fake_with_rng(random);
        let [number, street, city, state, postcode]: [String; 5] = [
            BuildingNumber().fake_with_rng(random),
            StreetName().fake_with_rng(random),
            CityName().fake_with_rng(random),
            StateAbbr().fake_with_rng(random),
            ZipCode().fake_with_rng(random),
        ];
        let address = format!("{number} {street}, {city}, {state} {postcode}");
        let phone: String = PhoneNumber().fake_with_rng(random);
        writer.write_record([i.to_string(), name, email, address, phone])?;
    }
    writer.flush()?;
    Ok(())
}
