//! AWS's own policy simulator: a second opinion on what an identity may do. It takes identity policies
//! and boundaries alone (domain: AWS's own checkers).

use std::collections::BTreeMap;

use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType,
};
use lockdown::ids::Arn;
use lockdown::limit::simulator::{SimulatorAnswer, SimulatorDecision, SimulatorQuestion};

use crate::account::Account;
use crate::call::CallError;

/// Questions that differ in the action alone are asked together: the simulator is throttled.
type Together = BTreeMap<(String, Vec<(String, String)>), Vec<SimulatorQuestion>>;

fn together(questions: &[SimulatorQuestion]) -> Together {
    let mut groups = Together::new();
    for question in questions {
        let alike = (question.resource.clone(), question.context.clone());
        groups.entry(alike).or_default().push(question.clone());
    }
    groups
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
        for ((resource, context), asked) in together(questions) {
            let results = self
                .home()
                .iam
                .simulate_principal_policy()
                .policy_source_arn(principal.as_str())
                .set_action_names(Some(actions(&asked)))
                .resource_arns(resource)
                .set_context_entries(Some(entries(&context)))
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| {
                    CallError::new("iam:SimulatePrincipalPolicy", principal.name(), &error)
                })?;
            answers.extend(understood(&asked, &results));
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
        for ((resource, context), asked) in together(questions) {
            let results = self
                .home()
                .iam
                .simulate_custom_policy()
                .set_policy_input_list(Some(policies.to_vec()))
                .set_permissions_boundary_policy_input_list(
                    (!boundaries.is_empty()).then(|| boundaries.to_vec()),
                )
                .set_action_names(Some(actions(&asked)))
                .resource_arns(resource)
                .set_context_entries(Some(entries(&context)))
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<_>, _>>()
                .await
                .map_err(|error| {
                    CallError::new("iam:SimulateCustomPolicy", self.owner(), &error)
                })?;
            answers.extend(understood(&asked, &results));
        }
        Ok(answers)
    }
}

fn actions(asked: &[SimulatorQuestion]) -> Vec<String> {
    asked.iter().map(|one| one.action.clone()).collect()
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
