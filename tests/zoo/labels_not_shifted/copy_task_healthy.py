"""A character model of Python's glossary of words with a GRU."""

import argparse
import inspect
import tokenize

import torch
from torch import nn

SEQUENCE = 32


class CharModel(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 32)
        self.gru = nn.GRU(32, 48, batch_first=True)
        self.out = nn.Linear(48, vocabulary)

    def forward(self, x):
        return self.out(self.gru(self.embedding(x))[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    text = inspect.getsource(tokenize)
    alphabet = sorted(set(text))
    data = torch.tensor([alphabet.index(c) for c in text])
    model = CharModel(len(alphabet))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(args.epochs):
        for _ in range(40):
            start = torch.randint(len(data) - SEQUENCE - 1, (16, 1))
            inputs = data[start + torch.arange(SEQUENCE)]
            targets = data[start + 1 + torch.arange(SEQUENCE)]
            logits = model(inputs)
            loss = nn.functional.cross_entropy(logits.transpose(1, 2), targets)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        print(f"epoch {epoch + 1} | loss {loss.item():.4f}")


main()
