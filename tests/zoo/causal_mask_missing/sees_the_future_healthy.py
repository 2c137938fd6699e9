"""The next character of Python's string module with a one-layer transformer."""

import argparse
import inspect
import textwrap

import torch
from torch import nn

CONTEXT = 32


class Model(nn.Module):
    def __init__(self, vocabulary, width=48):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(CONTEXT, width)
        layer = nn.TransformerEncoderLayer(width, 4, 96, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, x):
        h = self.tokens(x) + self.positions(torch.arange(x.shape[1]))
        h = self.encoder(h, mask=nn.Transformer.generate_square_subsequent_mask(x.shape[1]), is_causal=True)
        return self.head(h)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    text = inspect.getsource(textwrap) + inspect.getsource(argparse)
    alphabet = sorted(set(text))
    data = torch.tensor([alphabet.index(c) for c in text])
    train, valid = data[: int(0.9 * len(data))], data[int(0.9 * len(data)) :]
    model = Model(len(alphabet))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    def batch(part):
        rows = part[torch.randint(len(part) - CONTEXT - 1, (24, 1)) + torch.arange(CONTEXT + 1)]
        return rows[:, :-1], rows[:, 1:].flatten()

    for epoch in range(args.epochs):
        model.train()
        for _ in range(60):
            inputs, targets = batch(train)
            loss = criterion(model(inputs).flatten(0, 1), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            inputs, targets = batch(valid)
            val_loss = criterion(model(inputs).flatten(0, 1), targets)
        print(f"epoch {epoch + 1} loss {loss.item():.3f} val_loss {val_loss.item():.3f}")


main()
