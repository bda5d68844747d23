//! What commands take and answer; the rest is reached from these.

use strongroom::api;

use super::collect::Declarations;

pub(super) fn declare(to: &mut Declarations) {
    to.add::<api::ErrorView>();

    to.add::<api::AccountChoices>();
    to.add::<api::AccountChoice>();
    to.add::<api::AccountView>();
    to.add::<api::ProfileStateView>();
    to.add::<api::SignInRequest>();
    to.add::<api::SignInView>();
    to.add::<api::PortalAccountView>();
    to.add::<api::RoleRequest>();
    to.add::<api::ProfilePreview>();
    to.add::<api::SavedProfile>();

    to.add::<api::DiscoveryEvent>();
    to.add::<api::OverviewView>();
    to.add::<api::BucketDetailsView>();

    to.add::<api::PermissionsView>();
    to.add::<api::PreflightView>();

    to.add::<api::KeepListView>();
    to.add::<api::LockRequest>();
    to.add::<api::RestoreRequest>();
    to.add::<api::PlanView>();

    to.add::<api::LimitsView>();
    to.add::<api::LimitChoicesView>();
    to.add::<api::LimitRequest>();
    to.add::<api::LimitPlanView>();

    to.add::<api::Confirmation>();
    to.add::<api::ChangeEvent>();
    to.add::<api::ChangeView>();
    to.add::<api::Waiver>();

    to.add::<api::RecordingsView>();
    to.add::<api::FetchProgress>();
    to.add::<api::PlayerReport>();
    to.add::<api::PlayedView>();
    to.add::<api::OpenedPage>();
    to.add::<api::TriedView>();

    to.add::<api::HistoryView>();
    to.add::<api::SavedFile>();
    to.add::<api::OpenedBackup>();
    to.add::<api::VerifiedView>();

    to.add::<api::TroubleView>();
}
