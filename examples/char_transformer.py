"""Train a character-level transformer on the source code of Python's own standard library."""

import argparse
import math
import os
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CONTEXT = 64


class Block(nn.Module):
    """Causal self-attention and a feed-forward part, each behind a LayerNorm and a residual connection."""

    def __init__(self, width: int, heads: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.feed_forward = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output, of the shape of `x` (N, T, width)."""
        n, t, width = x.shape
        parts = self.qkv(self.norm1(x)).reshape(n, t, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.dropout(self.project(mixed.transpose(1, 2).reshape(n, t, width)))
        return x + self.dropout(self.feed_forward(self.norm2(x)))


class CharTransformer(nn.Module):
    """A small decoder-only language model."""

    def __init__(self, vocabulary: int, width: int = 96, heads: int = 4, layers: int = 2, dropout: float = 0.1):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(CONTEXT, width)
        self.blocks = nn.ModuleList(Block(width, heads, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary)
        self.apply(self._init)

    @staticmethod
    def _init(module: nn.Module):
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of the next character, (N, T, vocabulary), for character numbers (N, T)."""
        x = self.tokens(x) + self.positions(torch.arange(x.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def load_text(characters: int) -> tuple[Tensor, list[str]]:
    folder = Path(os.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))[:characters]
    text = "".join(c if c.isascii() else "?" for c in text)
    alphabet = sorted(set(text))
    number = {c: i for i, c in enumerate(alphabet)}
    return torch.tensor([number[c] for c in text]), alphabet


def get_batch(data: Tensor, batch_size: int) -> tuple[Tensor, Tensor]:
    starts = torch.randint(len(data) - CONTEXT - 1, (batch_size,))
    rows = torch.stack([data[i : i + CONTEXT + 1] for i in starts])
    return rows[:, :-1], rows[:, 1:]


def loss_of(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    inputs, targets = batch
    return F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())


@torch.no_grad()
def evaluate(model: nn.Module, data: Tensor, batch_size: int, batches: int = 16) -> float:
    model.eval()
    losses = [loss_of(model, get_batch(data, batch_size)).item() for _ in range(batches)]
    model.train()
    return sum(losses) / len(losses)


def learning_rate(step: int, steps: int, peak: float, warmup: int = 50) -> float:
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = (step - warmup) / max(1, steps - warmup)
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * progress)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=6, help="of 100 steps each")
    parser.add_argument("--batch-size", type=int, default=24)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    data, alphabet = load_text(1_000_000)
    split = int(0.9 * len(data))
    train_data, valid_data = data[:split], data[split:]
    model = CharTransformer(len(alphabet))
    weights = sum(p.numel() for p in model.parameters())
    print(f"{len(data):,} characters, {len(alphabet)} different; {weights:,} weights")
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, betas=(0.9, 0.95), weight_decay=0.01)

    steps = args.epochs * 100
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps, args.lr)
        loss = loss_of(model, get_batch(train_data, args.batch_size))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 100 == 0:
            valid_loss = evaluate(model, valid_data, args.batch_size)
            print(f"step {step + 1:4d}/{steps} | loss {loss.item():.3f} | val_loss {valid_loss:.3f}")


if __name__ == "__main__":
    main()
