//! AWS's own policy simulator: a second opinion on what an identity may do. It takes identity policies
//! and boundaries alone (domain: AWS's own checkers).

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType,
};
use lockdown::ids::Arn;
use lockdown::limit::simulator::{SimulatorAnswer, SimulatorDecision, SimulatorQuestion};

use crate::account::Account;
use crate::call::CallError;

/// Resources in one call. Each has a row for each action in the answer, which comes in pages of a hundred rows (IAM API
/// reference, `MaxItems`): more would save no round trip.
const RESOURCES_AT_ONCE: usize = 20;

/// What is asked in one call: each of the actions on each of the resources.
struct Together {
    actions: Vec<String>,
    resources: Vec<String>,
    context: Vec<ContextEntry>,
    questions: Vec<SimulatorQuestion>,
}

/// Questions with the same context are asked together, as far as the same actions are asked on each resource: the
/// simulator is throttled.
fn together(questions: &[SimulatorQuestion]) -> Vec<Together> {
    type Context = Vec<(String, String)>;
    let mut on: BTreeMap<(&Context, &str), BTreeSet<&str>> = BTreeMap::new();
    for question in questions {
        let alike = (&question.context, question.resource.as_str());
        on.entry(alike).or_default().insert(&question.action);
    }
    let mut alike: BTreeMap<(&Context, BTreeSet<&str>), Vec<&str>> = BTreeMap::new();
    for ((context, resource), actions) in on {
        alike.entry((context, actions)).or_default().push(resource);
    }
    let mut calls = Vec::new();
    for ((context, actions), resources) in alike {
        for resources in resources.chunks(RESOURCES_AT_ONCE) {
            let is_here = |one: &&SimulatorQuestion| {
                one.context == *context
                    && actions.contains(one.action.as_str())
                    && resources.contains(&one.resource.as_str())
            };
            calls.push(Together {
                actions: actions.iter().map(|&action| action.to_owned()).collect(),
                resources: resources.iter().map(|&one| one.to_owned()).collect(),
                context: entries(context),
                questions: questions.iter().filter(is_here).cloned().collect(),
            });
        }
    }
    calls
}

impl Account {
    /// What AWS says of the identity as it is: `SimulatePrincipalPolicy`. An answer for each question
    /// that it answered.
    ///
    /// # Errors
    /// When the simulator can't be asked.
    pub async fn simulate_principal(
        &self,
        principal: &Arn,
        questions: &[SimulatorQuestion],
    ) -> Result<Vec<SimulatorAnswer>, CallError> {
        let mut answers = Vec::new();
        for call in together(questions) {
            let results = self
                .home()
                .iam
                .simulate_principal_policy()
                .policy_source_arn(principal.as_str())
                .set_action_names(Some(call.actions))
                .set_resource_arns(Some(call.resources))
                .set_context_entries(Some(call.context))
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| {
                    CallError::new("iam:SimulatePrincipalPolicy", principal.name(), &error)
                })?;
            answers.extend(understood(&call.questions, &results));
        }
        Ok(answers)
    }

    /// What AWS says of these policies together, under these boundaries: `SimulateCustomPolicy`.
    ///
    /// # Errors
    /// When the simulator can't be asked.
    pub async fn simulate_custom(
        &self,
        policies: &[String],
        boundaries: &[String],
        questions: &[SimulatorQuestion],
    ) -> Result<Vec<SimulatorAnswer>, CallError> {
        let mut answers = Vec::new();
        for call in together(questions) {
            let results = self
                .home()
                .iam
                .simulate_custom_policy()
                .set_policy_input_list(Some(policies.to_vec()))
                .set_permissions_boundary_policy_input_list(
                    (!boundaries.is_empty()).then(|| boundaries.to_vec()),
                )
                .set_action_names(Some(call.actions))
                .set_resource_arns(Some(call.resources))
                .set_context_entries(Some(call.context))
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| {
                    CallError::new("iam:SimulateCustomPolicy", self.owner(), &error)
                })?;
            answers.extend(understood(&call.questions, &results));
        }
        Ok(answers)
    }
}

fn entries(context: &[(String, String)]) -> Vec<ContextEntry> {
    context
        .iter()
        .map(|(key, value)| {
            ContextEntry::builder()
                .context_key_name(key)
                .context_key_values(value)
                .context_key_type(ContextKeyTypeEnum::String)
                .build()
        })
        .collect()
}

/// The answers by question; a decision of a kind that is not known answers nothing.
fn understood(asked: &[SimulatorQuestion], results: &[EvaluationResult]) -> Vec<SimulatorAnswer> {
    asked
        .iter()
        .filter_map(|question| {
            let result = results
                .iter()
                .find(|one| one.eval_action_name.eq_ignore_ascii_case(&question.action))?;
            let specific = result
                .resource_specific_results
                .iter()
                .flatten()
                .find(|one| one.eval_resource_name == question.resource);
            let decision =
                specific.map_or(&result.eval_decision, |one| &one.eval_resource_decision);
            let missing = specific
                .and_then(|one| one.missing_context_values.clone())
                .or_else(|| result.missing_context_values.clone());
            Some(SimulatorAnswer {
                question: question.clone(),
                decision: match decision {
                    PolicyEvaluationDecisionType::Allowed => SimulatorDecision::Allowed,
                    PolicyEvaluationDecisionType::ExplicitDeny => SimulatorDecision::ExplicitDeny,
                    PolicyEvaluationDecisionType::ImplicitDeny => SimulatorDecision::ImplicitDeny,
                    _ => return None,
                },
                missing_context: missing.unwrap_or_default(),
            })
        })
        .collect()
}
