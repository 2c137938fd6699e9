import copy

import pytest
import torch
from torch import Tensor, nn

from trainward.errors import PlanError
from trainward.sources.module_count import count_module

FLOAT = 4  # bytes


class Encoder(nn.Module):
    """A small vision transformer: patches of 4 x 4 as a convolution, one layer, a head on the mean."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 32, 4, stride=4)
        self.layer = nn.TransformerEncoderLayer(32, 2, 64, dropout=0.0, batch_first=True)
        self.head = nn.Linear(32, 10)

    def forward(self, images: Tensor) -> Tensor:
        tokens = self.patches(images).flatten(2).transpose(1, 2)
        return self.head(self.layer(tokens).mean(1))


class Language(nn.Module):
    """Embeds token ids and their places, made in the forward pass, and shares its table with the output."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(100, 16)
        self.places = nn.Embedding(8, 16)
        self.scale = torch.ones(16)
        self.output = nn.Linear(16, 100, bias=False)
        self.output.weight = self.table.weight

    def forward(self, ids: Tensor, scale: float = 1.0) -> Tensor:
        hidden = self.table(ids) + self.places(torch.arange(ids.shape[1])) * self.scale * scale
        return self.output(hidden)


class Remembering(nn.Module):
    """Changes itself in its forward pass, as some modules do."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(4)
        self.calls = 0
        self.register_buffer("seen", torch.zeros(4))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.seen += x.detach().sum(0)
        return nn.functional.dropout(self.norm(x))


def conv_flops(inputs: int, outputs: int, kernel: int, height: int, width: int) -> int:
    return 2 * outputs * inputs * kernel * kernel * height * width


def test_a_small_network_of_convolutions_is_counted_as_by_hand() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 4, 3, stride=2, padding=1), nn.Flatten(),
        nn.Linear(4 * 8 * 8, 10),
    )  # fmt: skip

    counted = count_module(network, [torch.empty(5, 3, 16, 16)], "image")

    assert counted.forward_flops == conv_flops(3, 8, 3, 16, 16) + conv_flops(8, 4, 3, 8, 8) + 2 * 256 * 10
    assert counted.params == (3 * 9 + 1) * 8 + (8 * 9 + 1) * 4 + 257 * 10
    assert counted.trained_params == counted.params
    # The image, what ReLU gives, and what the last convolution gives.
    assert counted.activation_bytes == FLOAT * (3 * 256 + 8 * 256 + 4 * 64)
    assert (counted.name, counted.sample) == ("Sequential", "image")


def test_a_network_of_matrices_is_counted_as_by_hand() -> None:
    network = nn.Sequential(nn.Linear(20, 30), nn.ReLU(), nn.Linear(30, 5))

    counted = count_module(network, [torch.empty(7, 20)])

    assert counted.forward_flops == 2 * (20 * 30 + 30 * 5)
    assert counted.activation_bytes == FLOAT * (20 + 30)


@pytest.mark.parametrize("state", ["training", "frozen and evaluated"])
def test_an_encoder_is_counted_as_by_hand(state: str) -> None:
    network = Encoder()
    if state != "training":
        network.eval().requires_grad_(False)

    counted = count_module(network, [torch.empty(2, 3, 16, 16)])

    patches, projections, scores, block = (
        2 * 16 * 48 * 32,
        2 * 16 * 32 * 32 * 4,
        2 * 2 * 16 * 16 * 32,
        2 * 2 * 16 * 32 * 64,
    )
    assert counted.forward_flops == patches + projections + scores + block + 2 * 32 * 10


def test_an_lstm_is_counted_as_by_hand() -> None:
    counted = count_module(nn.LSTM(8, 16, batch_first=True), [torch.empty(3, 5, 8)])

    assert counted.forward_flops == 2 * 5 * 4 * 16 * (8 + 16)


def test_a_language_model_with_shared_weights_is_counted_once() -> None:
    counted = count_module(Language(), {"ids": torch.empty(2, 7, dtype=torch.int64), "scale": 2.0})

    assert counted.params == 108 * 16
    assert counted.forward_flops == 2 * 7 * 16 * 100


def test_a_frozen_part_has_no_trained_parameters_and_keeps_nothing() -> None:
    network = nn.Sequential(nn.Linear(20, 30), nn.Linear(30, 5))
    network[0].requires_grad_(False)

    counted = count_module(network, [torch.empty(7, 20)])

    assert (counted.params, counted.trained_params) == (630 + 155, 155)
    assert counted.activation_bytes == FLOAT * 30
    assert counted.forward_flops == 2 * (20 * 30 + 30 * 5)


def test_a_batch_norm_is_counted_in_training_and_left_as_it_was() -> None:
    network = nn.Sequential(nn.Conv2d(3, 8, 1, bias=False), nn.BatchNorm2d(8))
    before = copy.deepcopy(network.state_dict())

    counted = count_module(network, [torch.rand(4, 3, 2, 2)])

    assert counted.params == 24 + 16
    # The image, what the convolution gives, and mean and deviation of the batch.
    assert counted.activation_bytes == FLOAT * (3 * 4 + 8 * 4 + 16 / 4)
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


def test_a_module_that_changes_itself_is_the_same_bits_afterwards() -> None:
    network = Remembering()
    inputs = torch.rand(4, 4)
    weights = list(network.parameters())
    before, random = copy.deepcopy(network.state_dict()), torch.get_rng_state()

    count_module(network, [inputs])

    assert network.calls == 0
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    assert all(one is other for one, other in zip(network.parameters(), weights, strict=True))
    assert all(one.grad is None for one in weights)
    assert torch.equal(random, torch.get_rng_state())


def test_weights_that_would_not_fit_are_counted() -> None:
    with torch.device("meta"):
        network = nn.Linear(1_000_000, 1_000_000)

    counted = count_module(network, [torch.empty(1, 1_000_000, device="meta")])

    assert counted.params == 1e12 + 1e6
    assert counted.forward_flops == 2e12


def test_a_forward_pass_that_fails_is_quoted() -> None:
    with pytest.raises(PlanError) as raised:
        count_module(nn.Linear(3, 4), [torch.empty(2, 5)])

    assert str(raised.value).startswith("Linear: its forward pass on (2, 5) failed")
    assert "RuntimeError" in str(raised.value)
    assert "give inputs of the shape" in str(raised.value)


@pytest.mark.parametrize("inputs", [[], {}, [3], [torch.empty(())], [torch.empty(0, 3)]])
def test_inputs_without_a_batch_are_refused(inputs: list[object]) -> None:
    with pytest.raises(PlanError, match="0 of them a tensor with a batch"):
        count_module(nn.Linear(3, 4), inputs)  # type: ignore[arg-type]  # is what is tested
