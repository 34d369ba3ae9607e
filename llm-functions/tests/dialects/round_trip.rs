//! Whatever fits a function fits its schema in every dialect and comes back as it was; whatever fits a schema of which
//! the report says that it is sound fits the function.

use llm_functions::dialect::Dialect;
use llm_functions::fabricate::Fabricator;
use llm_functions::json::Json;
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use crate::functions;
use crate::support::{Validator, canonical, is_narrower, schema};

const VALUES: u64 = 60;

fn values(view: &FunctionView) -> Vec<Json> {
    let mut values = vec![llm_functions::fabricate::minimal(view).unwrap()];
    for seed in 0..VALUES {
        values.push(Fabricator::new(seed).arguments(view).unwrap());
        values.push(Fabricator::new(seed).boundary().arguments(view).unwrap());
    }
    values
}

#[test]
fn what_fits_a_function_fits_its_schema_and_comes_back() {
    let mut compared = 0;
    for view in functions::all() {
        let values = values(&view);
        for dialect in Dialect::ALL {
            let lowered = dialect.lower([&*view]);
            let report = lowered.report.function(&view.name).unwrap();
            assert!(report.available, "{dialect}: {}", lowered.report);
            let validator = Validator::new(&schema(dialect, &lowered.functions[0]));
            for value in &values {
                let (name, there) = lowered.lower(&view.name, value).unwrap();
                if !is_narrower(report) {
                    assert!(
                        validator.accepts(&there),
                        "{dialect}: {value} became {there}, which {} refuses: {}",
                        lowered.functions[0].parameters,
                        validator.complaint(&there)
                    );
                }
                let (own, back) =
                    lowered.raise(&name, there.clone()).unwrap_or_else(|error| panic!("{dialect}: {error}"));
                assert_eq!(own, view.name);
                assert_eq!(canonical(&view, &back), canonical(&view, value), "{dialect}: {value} became {there}");
                compared += 1;
            }
        }
    }
    println!("{compared} values went there and back");
}

#[test]
fn what_fits_a_sound_schema_fits_the_function() {
    let mut compared = 0;
    for view in functions::all() {
        for dialect in Dialect::ALL {
            let lowered = dialect.lower([&*view]);
            let function = &lowered.functions[0];
            if !lowered.report.function(&view.name).unwrap().is_sound() {
                continue;
            }
            let read = json_schema::parse("lowered", "", &schema(dialect, function)).unwrap();
            for value in values(&read) {
                let (_, raised) = lowered.raise(&function.name, value.clone()).unwrap();
                canonical(&view, &raised);
                compared += 1;
            }
        }
    }
    println!("{compared} values of schemas fitted their functions");
    assert!(compared > 1_000, "only {compared} values were compared");
}
