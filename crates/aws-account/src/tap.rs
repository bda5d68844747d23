//! What listens on the wire: each answer's Date header sets the clock, each "slow down" slows the
//! pacer, and the SDK's own retries are counted against the budget.

use std::sync::Arc;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use lockdown::ids::Region;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::pacer::Pacer;

const TOO_MANY_REQUESTS: u16 = 429;

/// When an attempt went out.
#[derive(Debug, Clone, Copy)]
struct Sent(Instant);

impl Storable for Sent {
    type Storer = StoreReplace<Self>;
}

#[derive(Debug)]
pub(crate) struct Tap {
    pub(crate) clock: Arc<Clock>,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) region: Region,
}

impl Intercept for Tap {
    fn name(&self) -> &'static str {
        "Tap"
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let again = cfg
            .load::<RequestAttempts>()
            .is_some_and(|made| made.attempts() > 1);
        if again && let Some(call) = cfg.load::<Metadata>() {
            self.pacer.count(call.name(), &self.region);
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Sent(Instant::now()));
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response();
        let headers = answer.headers();
        if let (Some(date), Some(Sent(sent)), None) =
            (headers.get("date"), cfg.load::<Sent>(), headers.get("age"))
        {
            self.clock.hear(date, sent.elapsed());
        }
        if let Some(call) = cfg.load::<Metadata>() {
            self.pacer.answered(call.name(), &self.region);
            if answer.status().as_u16() == TOO_MANY_REQUESTS {
                self.pacer.slow(call.name(), &self.region);
            }
        }
        Ok(())
    }
}
