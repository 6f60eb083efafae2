"""The commands that are compared: every verb, many formats and options."""

import os
import shlex
from dataclasses import dataclass, field

SAMPLES = "../../in/"
REAL = "../../real/"
# A recording of more is looked at as far as its first 50 ms only.
LARGEST = 64 << 20


@dataclass
class Command:
    """A line of arguments, run in an empty folder from which the samples are reached by relative names."""

    line: str
    stdin: str = None
    is_network_flow: bool = False
    writes_clocks: bool = False
    arguments: list = field(init=False)

    def __post_init__(self):
        self.arguments = shlex.split(self.line)

    @property
    def prints_data(self):
        return "--json" in self.arguments or "-" in self.arguments or "/dev/stdout" in self.arguments


LINES = """
--help
--version
models --json
info @evt3.raw --json
info @evt21.raw
info @spikes_64x48.dat --json
info @odd_30x21.dat --json
info @N-MNIST --json
info @scenes --json
info @digits
info @nothing.bin
info @missing.raw
info @words.csv --json
info @evt3.raw --size 0x5
doctor @events.csv --json
doctor @cut-evt3.raw --json
doctor @jumps.csv --size 64x48 --repair repaired.raw --drop-hot-pixels
doctor @cut-events.dat --repair repaired.npz --strict
doctor @spoiled.aedat4
doctor @cut-events.bag --json
doctor @cut_64x48.dat --json
convert @events.csv out.raw
convert @evt2.raw out.npz --json
convert @evt21.raw out.csv
convert @evt3.raw out.raw --to prophesee-evt21
convert @events.dat out.raw --to prophesee-evt2
convert @ecf.h5 out.npy
convert @two.aedat out.aedat4
convert @four.aedat4 out.es
convert @four.aedat4 out.aedat4 --compression zstd
convert @events.es out.bag
convert @events.bag out.mcap --compression lz4
convert @events.mcap out.h5 --to dsec
convert @dsec.h5 out.h5 --to hdf5
convert @plain.h5 out.h5 --to prophesee-hdf5
convert @events.txt out.dat --time-origin first
convert @events.npy out.aedat --to aedat2 --size 64x48
convert @events.npz - --to csv --start 10ms --end 12ms
convert @evt3.raw part.npz --start-at 20000 --end-at 60ms --roi 5,6,40x30 --json
convert @evt3.raw clean.npz --filter hot-pixel --filter background-activity:5ms --filter refractory:1ms
convert @evt3.raw turned.npz --filter roi:0,0,32x24
convert @cut-evt3.raw out.npz
convert @cut-events.npz out.raw
convert @cut-plain.h5 out.raw
convert @words.csv out.raw
convert @empty.raw out.csv
convert @spikes_64x48.dat out.npz --flip --start 2ms --end 9ms --json
convert @spikes.npz out_40x30.dat --roi 3,4,40x30
convert @odd_30x21.dat out.npy
convert @spikes.npy out.raw
simulate spikes @clip.mp4 -o clip_40x25.dat --rate 2000 --json
simulate spikes @pictures.npy --fps 500 -o s.npz --init zero --gamma srgb --seed 3
simulate spikes @pictures.npy -o s.npz
represent @evt3.raw -o r.npz --kind count --window 10ms --json
represent @four.aedat4 -o r.npz --kind voxel-grid:5 --normalize --window 20ms --stride 10ms
represent @events.npz -o r.h5 --kind time-surface:30ms --events 4000
represent @events.npz -o r.npy --kind eraft:15
represent @events.csv -o r.npz --kind ste:5 --window 25ms --start 10ms --threads 1
represent @events.dat -o r.npz --kind histogram:10 --roi 8,8,32x32
represent @events.es -o r.npz --kind hats:10:3
represent @events.npz -o r.npz --kind tore:4
represent @events.npz -o r.npz --kind mdes:10 --window 50ms
represent @events.npz -o r.npz --kind ergo12
represent @events.npz -o r.npz --kind est:9
represent @events.npz -o r.npz --kind polarity
represent @spikes.npz -o r.npz --kind window:25 --window 2ms
represent @spikes.npz -o r.npz --kind tfi:20 --window 5ms
represent @events.npz -o r.npz --kind bogus
reconstruct @spikes_64x48.dat -o p.png --method tfp:32 --frame 100
reconstruct @spikes_64x48.dat -o p.npy --method tfi:64 --stride 50
reconstruct @spikes.npz -o p.npy --method tfstp --stride 40 --json
reconstruct @spikes.npz -o p.mp4 --method tfp:16 --stride 20 --gain 2 --transfer srgb
reconstruct @events.npz -o p.png
flow @spikes.npz --weights @scflow.safetensors --dt 10 --count 3 -o f --render png --json
flow @spikes_64x48.dat --weights @scflow.safetensors --dt 20 --start-frame 40 --count 2 --format kitti -o f
flow @events.npz --weights @ste.safetensors --window 20ms --format flo -o f
flow @events.csv --size 64x48 --weights @ste.safetensors --window 25ms --dt 2 --every-span --format npz -o f
flow @evt3.raw --weights @ste.safetensors --window 30ms --sparse --crop 48x32 --format dsec --threads 1 -o f
flow @evt3.raw --weights @ste.safetensors --events 5000 --stop-when 0.05 --carry --splits 3 --iterations 2 -o f --json
flow @events.npz -o f
flow @spikes.npz --weights @ste.safetensors -o f
evaluate flow --pred @off --gt @truth --protocol plain --json
evaluate flow --pred @off --gt @truth --protocol plain --report page.html -o fields.csv
evaluate flow --pred @off --data @scenes --protocol phm --scenes ball --json
evaluate flow --model scflow --weights @scflow.safetensors --data @scenes --protocol phm --json
evaluate flow --pred @flow --events @events.npz --protocol fwl --json
evaluate flow --pred @flow --gt @missing --protocol plain
evaluate outputs @outputs.npy @labels.npy --json
evaluate outputs @outputs.npy @labels.npy --rule entropy --max-accuracy-loss 1% --report page.html -o exits.csv
evaluate outputs @outputs.npy @labels.npy --temperature 30 --threshold 0.3 --calibration none --json
evaluate classifier --model @classifier.safetensors --data @digits --steps 8 --json
evaluate classifier --model @classifier.safetensors --data @digits --steps 6 --coding poisson --save-outputs o.npz
convert-model @classifier.safetensors -o snn.safetensors --calibration @digits --json
convert-model @classifier.safetensors -o snn.safetensors --samples 0
convert-model @scflow.safetensors -o snn.safetensors
train classifier --print-config nmnist-lif
train classifier @training.yml --data @digits -o c.safetensors --json
render @evt3.raw -o e.png --json
render @events.npz -o e.mp4 --window 5ms --speed 0.05
render @events.npz -o cloud.png --style xyt
render @events.npz -o s.png --style time-surface --colors light --zoom 2
render @events.npz -o page.html --max-events 5000
render @grid.npz -o g.gif
render @flow -o flow.mp4 --fps 5
render @flow -o arrows.png --style arrows --over @spikes.npz --spacing 8 --no-legend
render @spikes.npz -o s.png --kind tfp:32
render @truth/0003.flo -o f.png --max-flow 3
demo snn -o demo.html --samples 50 --steps 8 --json
bogus
convert @evt3.raw
"""

PIPED = [
    ("info - --json", "evt3.raw"),
    ("convert - out.csv", "four.aedat4"),
    ("represent - -o r.npz --kind count --events 5000 --size 64x48", "events.csv"),
]


def command(line, stdin=None):
    words = [
        (SAMPLES + word[1:]) if word.startswith("@") else word for word in line.split(" ")]
    is_network_flow = "--weights" in words and (words[0] == "flow" or words[1:2] == ["flow"])
    return Command(
        " ".join(words), stdin and SAMPLES + stdin, is_network_flow,
        writes_clocks=words[0] in ("train", "demo", "evaluate"))


def on_samples():
    return [command(line) for line in LINES.strip().split("\n")] + [command(line, name) for line, name in PIPED]


def on_recordings(root):
    """What is run with each recording in a folder, in the order of their names; of many that end alike, the first."""
    found, alike = [], {}
    for place, folders, names in os.walk(root, followlinks=True):
        folders.sort()
        for name in sorted(names):
            path = os.path.relpath(os.path.join(place, name), root)
            kind = (os.path.dirname(path).split("/")[0], os.path.splitext(name)[1])
            alike[kind] = alike.get(kind, 0) + 1
            if alike[kind] <= 6 and not name.startswith(".") and kind[1] not in (".md", ".json", ".yaml", ".py"):
                found.append(path)
    commands = []
    for path in found:
        name = shlex.quote(REAL + path)
        part = [f"convert {name} part.npz --end 50ms", f"represent {name} -o r.npz --kind count --end 50ms"]
        if os.path.getsize(os.path.join(root, path)) <= LARGEST:
            part = [f"info {name} --json", f"doctor {name} --json"] + part
        commands += [Command(line) for line in part]
    return commands
