import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Real recordings with pictures and inertial samples.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct SharedSampleTests {
  @Test func `A DAVIS at rest measures the gravity of the earth`() throws {
    let reading = try SampleReading(
      SharedFolder.path("data/events/aedat2_davis240_aps_imu.aedat"), [.frames, .inertial])
    #expect(reading.frames.isEmpty && reading.inertial.count == 4833)
    let sum = reading.inertial.reduce(SIMD3<Double>.zero) { $0 + $1.acceleration } / 4833
    let gravity = (sum * sum).sum().squareRoot()
    #expect(abs(gravity - 9.8) < 0.15, "\(gravity) m/s²")
    #expect(sum.y < -9.5)
    let turning = reading.inertial.map { abs($0.angularVelocity.x) }.max() ?? 1
    #expect(turning < 0.2, "it stands still")
    #expect(reading.inertial.allSatisfy { 25...35 ~= $0.temperatureCelsius ?? 0 })
    // On the clock of the events, of which the file says where they start and end.
    let times = reading.inertial.map(\.timeMicroseconds)
    #expect(times.first == 294_976_899 && times.last == 297_049_015)
    #expect(zip(times, times.dropFirst()).allSatisfy { 0..<2000 ~= $1 - $0 })
  }

  @Test func `Pictures, samples and triggers that a library of DV's wrote are read`() throws {
    let path = SharedFolder.path("data/events/aedat4_zstd_frames_imu_triggers.aedat4")
    let reading = try SampleReading(path, [.frames, .inertial])
    #expect(
      reading.frames.count == 6 && reading.inertial.count == 6 && reading.error == nil && reading.warnings.isEmpty)
    #expect(
      reading.frames.map(\.time.microseconds) == [1_000_000, 1_178_088, 1_312_421, 1_427_767, 1_534_705, 1_648_714])
    #expect(reading.frames.allSatisfy { $0.size == SensorSize(width: 240, height: 180) })
    // A ramp, row by row from the top.
    guard case .uint8(let samples) = reading.frames[0].pixels else {
      Issue.record("The pictures have 8 bits.")
      return
    }
    #expect(samples[0, 0] == 0 && samples[0, 239] == 239 && samples[1, 0] == 240 && samples[1, 16] == 0)
    #expect(try SampleFiles.frameTimes(of: path) == reading.frames.map(\.time))
  }

  @Test func `A camera of DV's samples its inertial unit on the events' clock`() throws {
    let reading = try SampleReading(
      SharedFolder.path("data/events/aedat4_dvxplorer_lz4.aedat4"), [.frames, .inertial])
    #expect(reading.frames.isEmpty && reading.inertial.count == 475)
    let sum = reading.inertial.reduce(SIMD3<Double>.zero) { $0 + $1.acceleration } / 475
    let gravity = (sum * sum).sum().squareRoot()
    #expect(abs(gravity - 9.8) < 1, "\(gravity) m/s²")
    #expect(reading.order.allSatisfy { 1_605_537_493_700_000...1_605_537_494_320_000 ~= $0 })
  }

  @Test func `MVSEC gives the times of pictures that are not there`() throws {
    let path = SharedFolder.path("data/events/mvsec_davis_left.hdf5")
    #expect(try SampleFiles.frameTimes(of: path).map(\.microseconds).first == 1_504_645_177_420_000)
    let reading = try SampleReading(path, [.frames, .inertial])
    #expect(reading.order.isEmpty && reading.warnings.count == 1)
  }

  @Test(arguments: ["ros1_dvs_msgs_lz4.bag", "ros1_event_packets.bag", "ros2_dvs_msgs_mcap", "ros2_event_packets_db3"])
  func `Bags without pictures have none`(name: String) throws {
    let reading = try SampleReading(SharedFolder.path("data/events/\(name)"), [.frames, .inertial])
    #expect(reading.order.isEmpty && reading.error == nil && reading.warnings.isEmpty)
  }
}
