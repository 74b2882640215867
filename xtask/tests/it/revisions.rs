//! Commands with the other files of the description, and with its history.

use crate::checkout::Checkout;

#[test]
fn what_was_accepted_is_no_link_of_the_chain() {
    let checkout = Checkout::generated();
    let lock = checkout.read("spec/spec.lock");
    checkout.write(
        "spec/accepted.toml",
        "[[accepted]]\nfingerprint = \"a3f8c21b9d04\"\nrule = \"R210\"\nplace = \"Thing.name\"\n\
         reason = \"nobody reads it\"\n",
    );
    checkout.run(&["regen", "--check"]).expect(0);
    checkout.run(&["regen"]).expect(0);
    assert_eq!(checkout.read("spec/spec.lock"), lock);
}

#[test]
fn the_exit_codes_of_comparisons_are_listed() {
    let help = Checkout::new(1).run(&["--help"]).expect(0).stdout;
    for line in [
        "10   drift: ",
        "11   breaking: ",
        "12   comparison base unavailable",
    ] {
        assert!(help.contains(&format!("\n  {line}")), "{help}");
    }
}
