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

// EventPicture.swift
func eventPictureExample1(_ reader: EventReader) throws {
  var picture = EventPicture(width: 640, height: 480)
  while let batch = try reader.nextBatch() { picture.add(batch) }
  try StillPicture.uint8(picture.colored()).writePNG(path: "events.png")
  _ = picture
}

// EventPlayer.swift
func eventPlayerExample1(_ reader: EventReader) throws {
  var sampling = EventSampling(width: 640, height: 480, limit: 1_000_000)
  while let batch = try reader.nextBatch() { sampling.add(batch) }
  let page = EventPlayer(name: "recording.raw", sampling).page
  _ = sampling
  _ = page
}

// HTML.swift
func hTMLExample1() throws {
  let sentence = HTML.element("p", [.text("error < 1 px, "), .element("b", [.text("mean")])])
  _ = sentence
}

// HTMLPage.swift
func hTMLPageExample1(_ plot: LinePlot) throws {
  var page = HTMLPage(title: "Flow of car_400x250.dat")
  page.add(section: "Errors by frame", [plot.html])
  let text = page.text
  _ = page
  _ = text
}

// PanelPicture.swift
func panelPictureExample1(_ input: Tensor<UInt8>, _ events: Tensor<UInt8>) throws {
  let panels = PanelPicture(width: 400, height: 250, count: 2)
  let picture = panels.colored([(input, "input"), (events, "events")])
  _ = panels
  _ = picture
}

// PictureLegend.swift
func pictureLegendExample1(_ picture: Tensor<UInt8>) throws {
  var legend = PictureLegend()
  let framed = legend.framed(
    picture, [.swatch(EventColors.dark.on, "brighter"), .text("at 0.0500 s", reserving: "at 000.0000 s")])
  _ = legend
  _ = framed
}

// PicturePlayer.swift
func picturePlayerExample1() throws {
  let player = PicturePlayer(name: "recording.raw", width: 2, height: 1, framesPerSecond: 30)
  try player.append(Tensor(shape: [1, 2], scalars: [0, 255]), timeMicroseconds: 33_333)
  let page = player.page
  _ = player
  _ = page
}
