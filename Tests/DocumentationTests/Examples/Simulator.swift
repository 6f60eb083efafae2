// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Files
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Recordings
import Reports
import Representations
import Runtime
import Simulator
import SpikingNetworks
import Tensors
import Workflows

// EventCamera.swift
func eventCameraExample1() throws {
  let camera = EventCamera(size: SensorSize(width: 4, height: 1), model: .ideal(IdealEventModel()))
  try camera.append(Tensor(repeating: 50, shape: [1, 4]), at: 0) { _ in }
  try camera.append(Tensor(repeating: 100, shape: [1, 4]), at: Rational(1, 100)) { print($0.events.count) }
  try camera.finish { print($0.events.count) }
  _ = camera
}

// Simulator.md
func simulatorExample1(_ pictures: [Tensor<Float>], _ writer: any SpikeSink) throws {
  var camera = IdealSpikingCamera(geometry: SpikeGeometry(width: 400, height: 250), rateHz: 20_000)
  for (index, picture) in pictures.enumerated() {
    try camera.append(picture, at: Rational(Int64(index), 25)) { block in try writer.append(block) }
  }
  try camera.finish { block in try writer.append(block) }
  _ = camera
}

// Simulator.md
func simulatorExample2(_ pictures: [Tensor<Float>], _ writer: any SpikeSink) throws {
  var sensor = SpikingSensor.scsim
  sensor.darkCurrent.mean = 0.2
  var camera = SensorSpikingCamera(
    geometry: SpikeGeometry(width: 400, height: 250), sensor: sensor, initialCharge: .steady(seed: 7), seed: 7)
  for (index, picture) in pictures.enumerated() {
    try camera.append(picture, at: Rational(Int64(index), 25)) { block in try writer.append(block) }
  }
  try camera.finish { block in try writer.append(block) }
  _ = sensor
  _ = camera
}

// Simulator.md
func simulatorExample3(_ pictures: [Tensor<Float>], _ sink: any EventSink) throws {
  let events = EventCamera(size: SensorSize(width: 640, height: 480), model: .v2e(V2EModel(.noisy)), seed: 1)
  for (index, picture) in pictures.enumerated() {
    try events.append(picture, at: Rational(Int64(index), 500)) { part in try sink.append(part.events) }
  }
  try events.finish { part in try sink.append(part.events) }
  _ = events
}

// Simulator.md
func simulatorExample4() throws {
  let disc = SceneLayer(
    shape: .ellipse(radiusX: 30, radiusY: 20), texture: SceneTexture(.pattern(ScenePatternChoice(.bricks, seed: 2))),
    motion: SceneMotion(x: .line(start: 40, rate: 9000), y: .constant(value: 64), angle: .line(start: 0, rate: 50)))
  let wall = SceneLayer(
    shape: .everywhere, texture: SceneTexture(.pattern(ScenePatternChoice(.noise, seed: 1))),
    motion: SceneMotion(x: .line(start: 0, rate: -2000)))
  let scene = Scene(size: SensorSize(width: 128, height: 128), things: [.layer(wall), .layer(disc)])
  let renderer = try SceneRenderer(scene)
  let flow = renderer.flow(from: 0.001, to: 0.0015)
  print(flow.flow[0, 64, 49])
  _ = disc
  _ = wall
  _ = scene
  _ = renderer
  _ = flow
}

// Simulator.md
func simulatorExample5() throws {
  let ball = SceneMesh(
    form: .sphere(radius: 40), texture: SceneTexture(.pattern(ScenePatternChoice(.checks, seed: 2))),
    motion: SpaceMotion(
      x: .line(start: 50, rate: 4000), y: .constant(value: 60),
      turns: [SceneTurn(axis: [0, 1, 0.3], angle: .line(start: 0, rate: 25))]))
  let scene = Scene(size: SensorSize(width: 128, height: 128), things: [.mesh(ball)])
  let truth = try SceneRenderer(scene).truth(from: 0, to: 0.0005)
  print(truth.depth?[60, 50] ?? 0)
  _ = ball
  _ = scene
  _ = truth
}
