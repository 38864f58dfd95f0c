//! The routes.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::routing::{MethodRouter, get, post};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::Refusal;
use crate::state::Collector;
use crate::store::kept::Shelf;
use crate::{api, flags, ingest, library, remote_config, web};

/// Paths that take events; each of them in any envelope.
const INGESTION: [&str; 6] = ["/e", "/i/v0/e", "/capture", "/batch", "/track", "/engage"];

/// All routes.
pub fn app(collector: Collector) -> Router {
    let pages = web::pages(&collector.www_directory);
    let library = library::library(&collector.static_directory);
    Router::new()
        .merge(for_any_site())
        .merge(for_readers())
        .nest_service("/static", library.clone())
        // Where some of PostHog's snippets look for the script.
        .nest_service("/array/{token}", library)
        .with_state(collector)
        .fallback_service(pages)
}

/// What trackers on other sites call.
fn for_any_site() -> Router<Collector> {
    let mut router = Router::new();
    for path in INGESTION {
        router = both(router, path, || get(ingest::route::ingest).post(ingest::route::ingest));
    }
    router = both(router, "/flags", || post(flags::route::flags));
    router = both(router, "/decide", || post(flags::route::decide));
    router = both(router, "/api/early_access_features", || get(flags::early_access::features));
    router
        .route("/array/{token}/config", get(remote_config::json))
        .route("/array/{token}/config.js", get(remote_config::script))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(if_not_present(header::CACHE_CONTROL, "no-store"))
        .layer(if_not_present(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(cors())
}

/// What our own pages call.
fn for_readers() -> Router<Collector> {
    Router::new()
        .route("/api/events", get(api::events::events))
        .route("/api/activity", get(api::activity::activity))
        .route("/api/persons", get(api::persons::persons))
        .route("/api/persons/{uuid}", get(api::persons::one))
        .route("/api/groups", get(api::groups::groups))
        .route("/api/projects", get(api::projects::list))
        .route("/api/live", get(api::live::live))
        .route("/api/flags", get(api::flags::list).post(api::flags::create))
        .route("/api/flags/{id}", get(api::flags::one).patch(api::flags::change).delete(api::flags::delete))
        .route("/api/flags/{id}/history", get(api::flags::history))
        .route("/api/cohorts", get(api::cohorts::list).post(api::cohorts::create))
        .route("/api/cohorts/{id}/count", get(api::cohorts::count))
        .route("/api/cohorts/{id}", get(api::cohorts::one).patch(api::cohorts::change).delete(api::cohorts::delete))
        .route("/api/insights/run", post(api::insights::run))
        .route("/api/insights/events", get(api::choices::events))
        .route("/api/insights/properties", get(api::choices::properties))
        .route("/api/insights/values", get(api::choices::values))
        .route("/api/insights/group_types", get(api::choices::group_types))
        .route("/api/insights", api::kept::all(Shelf::Insights))
        .route("/api/insights/{id}", api::kept::one(Shelf::Insights))
        .route("/api/dashboards", api::kept::all(Shelf::Dashboards))
        .route("/api/dashboards/{id}", api::kept::one(Shelf::Dashboards))
        .route("/api/experiments", get(api::experiments::list).post(api::experiments::create))
        .route("/api/experiments/{id}", experiment())
        .route("/api/experiments/{id}/result", get(api::experiments::result))
        .route("/api/feature_flag/local_evaluation", get(flags::local::definitions))
        .route("/api/feature_flag/local_evaluation/", get(flags::local::definitions))
        .route("/flags/definitions", get(flags::local::definitions))
        .route("/api/openapi.json", get(api::description::description))
        .route("/_health", get(api::health::health))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(if_not_present(header::CACHE_CONTROL, "no-store"))
        .layer(if_not_present(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(if_not_present(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(if_not_present(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
}

/// Gives answers that have no such header this one.
fn if_not_present(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn experiment() -> MethodRouter<Collector> {
    get(api::experiments::one).patch(api::experiments::change).delete(api::experiments::delete)
}

/// A route with and without a slash at its end.
fn both(router: Router<Collector>, path: &str, handler: impl Fn() -> MethodRouter<Collector>) -> Router<Collector> {
    router.route(path, handler()).route(&format!("{path}/"), handler())
}

/// Any site may send, with whatever headers its tracker adds.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::RETRY_AFTER])
}

async fn method_not_allowed() -> Refusal {
    Refusal::WrongMethod
}
