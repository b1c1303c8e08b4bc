use equipoise::app::command::Command;
use std::collections::{HashMap, HashSet};

#[test]
fn no_two_commands_share_a_key() {
    let mut taken = HashMap::new();
    for command in Command::ALL {
        for shortcut in command.shortcuts() {
            if let Some(other) = taken.insert(shortcut, command) {
                panic!("{command:?} and {other:?} share {shortcut:?}");
            }
        }
    }
}

#[test]
fn every_command_is_listed_once_and_says_what_it_does() {
    let distinct: HashSet<_> = Command::ALL.into_iter().collect();
    assert_eq!(distinct.len(), Command::ALL.len());
    for command in Command::ALL {
        assert!(!command.text().is_empty() && !command.tooltip().is_empty());
    }
}
