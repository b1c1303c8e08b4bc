//! Single items of the readers.

mod blackrock_clock;
mod blackrock_map;
mod buzcode_files;
mod buzcode_waveforms;
mod date;
mod edf_header;
mod example;
mod hdf5_values;
mod hypnogram;
mod hypnogram_files;
mod mat_numbers;
mod neuroscope_session;
mod npy_header;
mod phy_params;
mod table_names;
mod table_number;
mod table_siblings;
mod xml;
