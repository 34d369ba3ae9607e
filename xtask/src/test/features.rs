//! Which features are checked, and how.

use std::process::Command;

use crate::workspace::{self, Metadata, Package};

/// Features that need hardware or a toolkit which most machines lack.
const HARDWARE: [&str; 3] = ["edge-cuda", "edge-metal", "edge-vulkan"];

/// Every feature of every package that any machine can build, as cargo's `--features` wants them.
pub(super) fn all(metadata: &Metadata) -> String {
    let members = metadata
        .members()
        .flat_map(|package| portable(package).into_iter().map(|feature| format!("{}/{feature}", package.name)));
    members.collect::<Vec<_>>().join(",")
}

/// One check for each feature of each package: a feature must not rest on another that it does not name.
pub(super) fn each_alone(metadata: &Metadata) -> Vec<Command> {
    let pairs = metadata.members().flat_map(|package| portable(package).into_iter().map(move |f| (package, f)));
    pairs.map(|(package, feature)| alone(&package.name, feature)).collect()
}

fn portable(package: &Package) -> Vec<&str> {
    let names = package.features.keys().map(String::as_str);
    names.filter(|name| *name != "default" && !HARDWARE.contains(name)).collect()
}

fn alone(package: &str, feature: &str) -> Command {
    let mut command = workspace::cargo();
    command.args(["check", "--quiet", "--package", package, "--no-default-features", "--features", feature]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata() -> Metadata {
        let package = |id: &str, features: &[&str]| Package {
            id: id.to_owned(),
            name: id.to_owned(),
            version: "1.0.0".to_owned(),
            license: None,
            features: features.iter().map(|name| ((*name).to_owned(), Vec::new())).collect(),
        };
        Metadata {
            packages: vec![package("ours", &["default", "edge", "edge-cuda", "mock"]), package("theirs", &["std"])],
            workspace_members: vec!["ours".to_owned()],
            target_directory: "target".into(),
        }
    }

    #[test]
    fn features_of_members_that_need_no_special_hardware_are_chosen() {
        assert_eq!(all(&metadata()), "ours/edge,ours/mock");
    }

    #[test]
    fn each_feature_is_checked_without_the_others() {
        let commands = each_alone(&metadata());
        assert_eq!(commands.len(), 2);
        let arguments: Vec<_> = commands[0].get_args().filter_map(|argument| argument.to_str()).collect();
        assert_eq!(arguments, ["check", "--quiet", "--package", "ours", "--no-default-features", "--features", "edge"]);
    }
}
