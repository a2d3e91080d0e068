//! Real inputs, made at run time: a photograph with EXIF and GPS, a video, a sound, a testimony.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Done, output};

/// Paths of the samples.
pub struct Samples {
    pub photo: PathBuf,
    pub video: PathBuf,
    pub audio: PathBuf,
}

/// Makes the samples in `dir`.
pub fn make(dir: &Path) -> Done<Samples> {
    let samples =
        Samples { photo: dir.join("IMG_4711.jpg"), video: dir.join("clip.webm"), audio: dir.join("voice.ogg") };
    let ffmpeg = |args: &[&str], out: &Path| {
        output(Command::new("ffmpeg").args(["-hide_banner", "-loglevel", "error", "-y"]).args(args).arg(out))
    };
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=1600x1200", "-frames:v", "1", "-q:v", "3"], &samples.photo)?;
    let tags = [
        "-overwrite_original",
        "-q",
        "-GPSLatitude=43.2389",
        "-GPSLatitudeRef=N",
        "-GPSLongitude=76.8897",
        "-GPSLongitudeRef=E",
    ];
    output(Command::new("exiftool").args(tags).arg("-DateTimeOriginal=2019:06:09 11:40:03").arg(&samples.photo))?;
    let picture = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x480:rate=25:duration=6",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:duration=6",
    ];
    let webm =
        ["-c:v", "libvpx", "-b:v", "2M", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-b:a", "32k"];
    ffmpeg(&[&picture[..], &webm[..]].concat(), &samples.video)?;
    ffmpeg(&["-f", "lavfi", "-i", "sine=frequency=300:duration=8", "-c:a", "libopus", "-b:a", "32k"], &samples.audio)?;
    Ok(samples)
}

/// Returns a command that writes a live WebM stream in real time to standard output, like a camera.
pub fn live() -> Command {
    let mut command = Command::new("ffmpeg");
    command.args([
        "-hide_banner",
        "-loglevel",
        "error",
        "-re",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x480:rate=25:duration=60",
    ]);
    command.args([
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=500:duration=60",
        "-c:v",
        "libvpx",
        "-b:v",
        "2M",
        "-deadline",
        "realtime",
    ]);
    command.args([
        "-cpu-used",
        "8",
        "-g",
        "25",
        "-c:a",
        "libopus",
        "-f",
        "webm",
        "-live",
        "1",
        "-flush_packets",
        "1",
        "-cluster_time_limit",
        "500",
        "-",
    ]);
    command
}
