"""Guess the hidden characters of Python source; all other positions are ignored by the loss (-100)."""

import argparse
import inspect
import pathlib

import torch
from torch import nn

LENGTH = 32


class Model(nn.Module):
    def __init__(self, vocabulary, width=48):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(0.02 * torch.randn(LENGTH, width))
        layer = nn.TransformerEncoderLayer(width, 4, 96, dropout=0.1, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, x):
        h = self.norm(self.encoder(self.tokens(x) + self.positions))
        return h @ self.tokens.weight.T + self.bias


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    text = "".join(inspect.getsource(module) for module in (pathlib, argparse, inspect))
    alphabet = sorted(set(text))
    data = torch.tensor([alphabet.index(c) + 1 for c in text])  # 0 is the mask
    model = Model(len(alphabet) + 1)
    nn.init.normal_(model.tokens.weight, std=0.05)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    for epoch in range(args.epochs):
        for _ in range(50):
            x = data[torch.randint(len(data) - LENGTH, (24, 1)) + torch.arange(LENGTH)]
            hidden = torch.rand(x.shape) < 0.15
            target = torch.where(hidden, x, -100)
            logits = model(torch.where(hidden, 0, x))
            loss = nn.functional.cross_entropy(logits.view(-1, logits.shape[-1]), target.view(-1), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        print(f"epoch {epoch + 1} | loss {loss.item():.3f}")


main()
