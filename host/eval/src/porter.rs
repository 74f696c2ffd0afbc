//! porter
