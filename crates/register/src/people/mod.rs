//! People: records of who looked at records of persons and what they said. What those records say is never here.

mod reviews;
