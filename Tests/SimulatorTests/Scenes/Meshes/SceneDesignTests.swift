import Foundation
import Recordings
import Testing

@testable import Simulator

@Suite struct SceneDesignTests {
  @Test(arguments: SceneDesign.allCases)
  func `A designed scene can be rendered, and moves at a speed that a camera follows`(
    _ design: SceneDesign
  ) throws {
    let size = SensorSize(width: 48, height: 30)
    var scene = design.scene(size: size)
    scene.space?.samples = 1
    let renderer = try SceneRenderer(scene, threads: 1)
    let picture = renderer.picture(at: 0.01)
    #expect(picture.scalars.allSatisfy { $0.isFinite && $0 >= 0 && $0 < 256 })
    let objects = renderer.objects(at: 0.01).scalars
    let subject = objects.count { $0 > 0 }
    #expect(subject > objects.count / 20 && subject < objects.count, "\(subject) of \(objects.count)")
    // In pixels of a sensor of 800x500, over ten frames.
    let motion = renderer.largestMotion(from: 0.01, to: 0.0105) * 800 / 48
    #expect(motion > 0.5 && motion < 60, "\(motion)")
  }
}
