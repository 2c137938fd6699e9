"""The networks that are trained to measure a step: small, middling and large beside the cost of looking at them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

PREPARED_BATCHES = 32
Batch = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Training:
    """Something that can be trained: `loader` never ends."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    loader: DataLoader[Batch]


@dataclass(frozen=True)
class Case:
    """A network, and how many steps of it one block of the measurement has.

    Rounds times three blocks fill about half a minute on one core of a server of 2023; a block is long enough for the
    looks that come on some steps only.
    """

    name: str
    build: Callable[[torch.device], Training]
    block_steps: int
    rounds: int
    opening_steps: int


class Endless(IterableDataset[Batch]):
    """The same prepared batches over and over, so that no time goes into making them."""

    def __init__(self, batches: list[Batch]) -> None:
        """Hold the batches."""
        self.batches = batches

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches in turn, for ever."""
        while True:
            yield from self.batches


class Attention(nn.Module):
    """A block of a decoder: causal self-attention and a feed-forward part, each with a residual."""

    def __init__(self, width: int, heads: int) -> None:
        """Make the layers of one block."""
        super().__init__()
        self.heads = heads
        self.norm_in = nn.LayerNorm(width)
        self.project_in = nn.Linear(width, 3 * width)
        self.project_out = nn.Linear(width, width)
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output, of the shape of its input (batch, time, width)."""
        batch, time, width = x.shape
        split = self.project_in(self.norm_in(x)).view(batch, time, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.project_out(mixed.transpose(1, 2).reshape(batch, time, width))
        return x + self.feed_forward(x)


class Transformer(nn.Module):
    """A character model of about ten million parameters."""

    def __init__(self, characters: int, width: int, heads: int, depth: int) -> None:
        """Make an embedding, `depth` blocks and a linear output."""
        super().__init__()
        self.embedding = nn.Embedding(characters, width)
        self.blocks = nn.Sequential(*[Attention(width, heads) for _ in range(depth)])
        self.output = nn.Linear(width, characters)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return logits (batch, characters, time)."""
        return self.output(self.blocks(self.embedding(tokens))).transpose(1, 2)


def _loader(batches: list[Batch]) -> DataLoader[Batch]:
    return DataLoader(Endless(batches), batch_size=None)


def mlp(device: torch.device) -> Training:
    """A small MLP on 32 numbers: its step is hardly longer than the calls it makes."""
    model = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 10)).to(device)
    batches = [
        (torch.randn(32, 32, device=device), torch.randint(10, (32,), device=device)) for _ in range(PREPARED_BATCHES)
    ]
    return Training(model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), _loader(batches))


def cnn(device: torch.device) -> Training:
    """A CNN with batch normalisation on pictures of the size of MNIST."""
    model = nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(32 * 49, 64), nn.ReLU(), nn.Linear(64, 10)),
    ).to(device)
    batches = [
        (torch.randn(24, 1, 28, 28, device=device), torch.randint(10, (24,), device=device))
        for _ in range(PREPARED_BATCHES)
    ]
    return Training(model, torch.optim.Adam(model.parameters(), lr=1e-3), _loader(batches))


def transformer(device: torch.device) -> Training:
    """A decoder of 10.8 million parameters on short sequences of characters."""
    model = Transformer(characters=96, width=384, heads=6, depth=6).to(device)
    batches = [
        (torch.randint(96, (2, 64), device=device), torch.randint(96, (2, 64), device=device))
        for _ in range(PREPARED_BATCHES)
    ]
    return Training(model, torch.optim.AdamW(model.parameters(), lr=3e-4), _loader(batches))


CASES = {
    case.name: case
    for case in (
        Case("mlp", mlp, block_steps=128, rounds=200, opening_steps=2_000),
        Case("cnn", cnn, block_steps=24, rounds=40, opening_steps=300),
        Case("transformer", transformer, block_steps=8, rounds=13, opening_steps=40),
    )
}
