//! Single items of the library, room by room.

mod analysis {
    mod event;
    mod normal;
    mod peak;
    mod poisson;
    mod realisation;
    mod row_order;
    mod sample;
    mod sorted;
    mod spline;
    mod wavelet_coherence;
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
mod models {
    mod covariogram;
    mod lfp;
    mod random;
    mod spikes;
    mod units;
}
mod plot {
    mod axes;
    mod embed;
    mod frame;
    mod text;
    mod ticks;
    mod writer;
}
mod recording {
    mod combine;
    mod files;
    mod merge;
    mod unit_names;
    mod wild_times;
}
mod views {
    mod browse_fields;
    mod browse_raster;
    mod browse_text;
    mod edits;
    mod numbers;
    mod scale_plot;
    mod traces;
    mod view_id;
    mod wording;
}
