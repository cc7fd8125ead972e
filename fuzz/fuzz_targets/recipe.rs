#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = intake::Recipe::parse(text);
    let _ = intake::Contract::parse(text).map(|contract| contract.publishable());
});
