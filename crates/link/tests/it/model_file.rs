use crate::data;
use link::model::Model;

#[test]
fn a_model_is_written_and_read_again() {
    for model in [data::small_model(), data::fake_1000_model()] {
        let text = model.to_toml().expect("it is written");
        assert_eq!(Model::from_toml(&text).expect("it reads back"), model, "{text}");
    }
}

#[test]
fn the_models_that_come_with_the_measurements_are_right() {
    for (text, columns) in [
        (
            include_str!("../../bench/models/people.toml"),
            "dob, first_name, middle_name, nhs_id, postcode, sex, surname, uprn",
        ),
        (
            include_str!("../../bench/models/historical_50k.toml"),
            "birth_place, dob, first_name, occupation, postcode_fake, surname",
        ),
    ] {
        let model = Model::from_toml(text).expect("the model is right");
        assert_eq!(model.columns_needed().expect("its expressions are right").join(", "), columns);
    }
}

#[test]
fn a_word_that_is_not_known_is_refused() {
    let text = data::small_model().to_toml().expect("it is written").replacen("prior", "piror", 1);
    let error = Model::from_toml(&text).expect_err("it is misspelt").to_string();
    assert!(error.contains("piror"), "{error}");
}
