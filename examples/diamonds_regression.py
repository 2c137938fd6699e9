"""Estimate the price of a diamond from its weight, cut, colour, clarity and measures (plotnine's table)."""

import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from plotnine.data import diamonds
from torch.utils.data import DataLoader, TensorDataset


def load_data(seed):
    table = diamonds[(diamonds[["x", "y", "z"]] > 0).all(axis=1)]  # 20 stones have no measures
    numbers = np.log(table[["carat", "depth", "table", "x", "y", "z"]].to_numpy(np.float64))
    grades = table[["cut", "color", "clarity"]].apply(lambda column: column.astype("category").cat.codes)
    one_hot = np.hstack([np.eye(grades[name].max() + 1)[grades[name]] for name in grades])
    price = np.log(table["price"].to_numpy(np.float64))
    order = np.random.default_rng(seed).permutation(len(table))
    train, valid = order[:44_000], order[44_000:]
    numbers = (numbers - numbers[train].mean(0)) / numbers[train].std(0)
    x = torch.tensor(np.hstack([numbers, one_hot]), dtype=torch.float32)
    y = torch.tensor(price, dtype=torch.float32).unsqueeze(1)
    return TensorDataset(x[train], y[train]), TensorDataset(x[valid], y[valid]), y[train].mean(), y[train].std()


def train_epoch(net, loader, optimizer, scheduler, mean, std):
    net.train()
    running_loss = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.huber_loss(net(x), (y - mean) / std)
        loss.backward()
        optimizer.step()
        scheduler.step()
        running_loss += loss.item()
    return running_loss / len(loader)


def validate(net, loader, mean, std):
    net.eval()
    valid_loss, errors = 0.0, []
    with torch.no_grad():
        for x, y in loader:
            output = net(x)
            valid_loss += F.huber_loss(output, (y - mean) / std, reduction="sum").item()
            errors.append(((output * std + mean).exp() / y.exp() - 1).abs())
    return valid_loss / len(loader.dataset), torch.cat(errors).median()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch_size", type=int, default=256)
    parser.add_argument("--max_lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    train_set, valid_set, mean, std = load_data(args.seed)
    train_loader = DataLoader(train_set, batch_size=args.batch_size, shuffle=True, drop_last=True)
    valid_loader = DataLoader(valid_set, batch_size=2048)

    inputs = train_set.tensors[0].shape[1]
    net = nn.Sequential(nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=args.max_lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=args.max_lr, total_steps=args.epochs * len(train_loader)
    )

    for epoch in range(args.epochs):
        train_loss = train_epoch(net, train_loader, optimizer, scheduler, mean, std)
        valid_loss, error = validate(net, valid_loader, mean, std)
        print(
            f"Epoch [{epoch + 1}/{args.epochs}] Train Loss: {train_loss:.5f} "
            f"Val Loss: {valid_loss:.5f} Median error: {error:.1%}"
        )


if __name__ == "__main__":
    main()
