//! The account's own public access block, asked once for a look: S3 applies it to every bucket besides the
//! bucket's own. It is S3 Control's to tell, a service of its own with the account in its host's name.

use std::net::{IpAddr, SocketAddr};

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use lockdown::inventory::PublicAccessBlock;

use crate::account::Account;
use crate::call::CallError;

/// By which S3 and S3 Control say that there is no configuration: all four are off.
pub(super) const NONE: &str = "NoSuchPublicAccessBlockConfiguration";

/// The switches in an answer of S3 or of S3 Control, which have a type each; what is left out is off.
macro_rules! switches {
    ($block:expr) => {
        $block.map_or_else(PublicAccessBlock::default, |block| PublicAccessBlock {
            block_public_acls: block.block_public_acls.unwrap_or_default(),
            ignore_public_acls: block.ignore_public_acls.unwrap_or_default(),
            block_public_policy: block.block_public_policy.unwrap_or_default(),
            restrict_public_buckets: block.restrict_public_buckets.unwrap_or_default(),
        })
    };
}
pub(super) use switches;

impl Account {
    pub(super) async fn account_block(&self) -> Result<PublicAccessBlock, CallError> {
        let action = "s3:GetAccountPublicAccessBlock";
        let owner = self.owner().to_owned();
        let answer = self
            .home()
            .s3control
            .get_public_access_block()
            .account_id(self.owner())
            .customize()
            .mutate_request(move |request| by_address(request, &owner))
            .send()
            .await
            .map_err(|error| CallError::new(action, self.owner(), &error));
        let block = match answer {
            Ok(answer) => answer.public_access_block_configuration,
            Err(error) if error.has_code(&[NONE]) => None,
            Err(error) => return Err(error),
        };
        Ok(switches!(block))
    }
}

/// An endpoint that is given as an IP address (the practice account's) can have no account in front of it, where
/// S3 Control's rules put one; the account is in a header besides.
fn by_address(request: &mut HttpRequest, account: &str) {
    if let Some(uri) = without_account(request.uri(), account) {
        // A part of an address that was valid still is: where it were not, the call would go nowhere.
        let _ = request.set_uri(uri);
    }
}

fn without_account(uri: &str, account: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(&format!("://{account}."))?;
    let host = rest.split('/').next()?;
    let is_address = host.parse::<SocketAddr>().is_ok() || host.parse::<IpAddr>().is_ok();
    is_address.then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::without_account;

    #[test]
    fn the_account_stays_in_front_of_a_name() {
        let path = "/v20180820/configuration/publicAccessBlock";
        let of = |host: &str| format!("http://604712903388.{host}{path}");
        let stripped = |host: &str| without_account(&of(host), "604712903388");
        assert_eq!(
            stripped("127.0.0.1:4566"),
            Some(format!("http://127.0.0.1:4566{path}"))
        );
        assert_eq!(stripped("s3-control.eu-west-2.amazonaws.com"), None);
        assert_eq!(stripped("localhost:4566"), None);
    }
}
