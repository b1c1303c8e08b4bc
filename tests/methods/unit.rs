//! Single items of the library, room by room.

mod analysis {
    mod event;
    mod normal;
    mod peak;
    mod poisson;
    mod sample;
    mod spline;
    mod wavelet_edges;
    mod wavelet_scales;
    mod wavelet_smoothing;
}
mod compute {
    mod background;
    mod cache;
    mod engine;
    mod opening;
    mod provenance;
}
mod plot {
    mod ticks;
}
mod recording {
    mod combine;
    mod files;
    mod unit_names;
    mod wild_times;
}
mod views {
    mod edits;
    mod numbers;
}
