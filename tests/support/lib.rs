//! Fake disk, clock, link and server for the journeys.
