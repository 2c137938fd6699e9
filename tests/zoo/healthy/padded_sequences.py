"""Is a name a function or a class: words of different lengths, padded by the loader and packed for the GRU."""

import argparse
import builtins
import inspect

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader


class NameReader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(128, 16, padding_idx=0)
        self.gru = nn.GRU(16, 32, batch_first=True)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(32, 1)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.embed(x), lengths, batch_first=True, enforce_sorted=False)
        return self.out(self.drop(self.gru(packed)[1][-1])).squeeze(1)


def collate(batch):
    words, labels = zip(*batch, strict=True)
    codes = [torch.tensor([min(ord(c), 127) for c in word]) for word in words]
    lengths = torch.tensor([len(word) for word in words])
    return pad_sequence(codes, batch_first=True), lengths, torch.tensor(labels, dtype=torch.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    found = {name: value for module in (builtins, torch, nn, inspect) for name, value in vars(module).items()}
    names = [(n, float(inspect.isclass(v))) for n, v in sorted(found.items()) if n.isidentifier() and callable(v)]
    order = torch.randperm(len(names)).tolist()
    split = int(0.8 * len(names))
    train, valid = [names[i] for i in order[:split]], [names[i] for i in order[split:]]
    train_loader = DataLoader(train, batch_size=32, shuffle=True, collate_fn=collate)
    valid_loader = DataLoader(valid, batch_size=128, collate_fn=collate)
    model = NameReader()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        model.train()
        for x, lengths, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x, lengths), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = sum(criterion(model(x, n), y).item() * len(y) for x, n, y in valid_loader) / len(valid)
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")


main()
